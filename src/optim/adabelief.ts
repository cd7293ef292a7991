/** AdaBelief and Yogi: Adam with other second moments. */
import type { Value } from '../core/node.ts';
import { fill, mul, sub } from '../prim/index.ts';
import type { Adam } from './adam.ts';
import type { CommonOptions, Updates } from './form.ts';
import { average, massAfter, plus, sign, square, times } from './leaf.ts';
import { type MomentOptions, meanBy, meanOver, rootSize, unbiasing } from './moments.ts';
import { decoupled, descent, type Hooks, penalised, stepsOf } from './rule.ts';

interface Second {
  readonly b1: number;
  readonly b2: number;
  readonly eps: number;
  readonly epsRoot: number;
  readonly nesterov: boolean;
  /** both moments before the first step */
  readonly initial: number;
  /** the second moment after the gradient g, with mean m, of the one before */
  readonly after: (v: Value, g: Value, m: Value) => Value;
}

const steps = ({ initial, after, ...o }: Second, hooks: Hooks) =>
  stepsOf(
    {
      kept: { m: (p: Value) => fill(initial, p), v: (p: Value) => fill(initial, p) },
      scalars: { mMass: 0, vMass: 0 },
      next: ({ mMass, vMass }) => ({
        mMass: massAfter(o.b1, mMass),
        vMass: massAfter(o.b2, vMass),
      }),
      once: ({ next }) => ({
        ...meanBy(o.b1, next.mMass, o.nesterov),
        ...unbiasing(next.vMass),
      }),
      each: ({ g, kept, once }) => {
        const m = average(o.b1, kept.m, g);
        const v = after(kept.v, g, m);
        return { ...meanOver(once, m, g, rootSize(v, once, o), o), kept: { m, v } };
      },
    },
    hooks,
  );

/** lr 0.001, b1 0.9, b2 0.999, eps 1e-16, epsRoot 1e-16 if absent. */
export interface AdabeliefOptions extends CommonOptions, MomentOptions {
  /** look one step ahead of the mean; false if absent */
  readonly nesterov?: boolean;
}

/**
 * AdaBelief: m as in Adam, v' = b2 v + (1 - b2) (g - m')^2 + epsRoot, p' = p - lr (m^ / (sqrt(v^) + eps) +
 * weightDecay p), unbiased as in Adam. Zhuang et al. 2020. optax: adabelief.
 */
export function adabelief(options?: AdabeliefOptions): Adam;
export function adabelief(options: AdabeliefOptions = {}): Updates {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-16, epsRoot = 1e-16, nesterov = false } = options;
  const after = (v: Value, g: Value, m: Value): Value =>
    plus(average(b2, v, square(sub(g, m))), epsRoot);
  const second = { b1, b2, eps, epsRoot: 0, nesterov, initial: 0, after };
  return descent(options.lr ?? 1e-3, steps(second, decoupled(options)));
}

/** lr 0.01, b1 0.9, b2 0.999, eps 1e-3, epsRoot 0 if absent. */
export interface YogiOptions extends CommonOptions, MomentOptions {
  /** both moments before the first step; 1e-6 if absent */
  readonly initial?: number;
}

/**
 * Yogi: m as in Adam, v' = v - (1 - b2) sign(v - g^2) g^2, p' = p - lr m^ / (sqrt(v^ + epsRoot) + eps), unbiased as in
 * Adam. Weight decay is added to the gradient. Zaheer et al. 2018. optax: yogi.
 */
export function yogi(options?: YogiOptions): Adam;
export function yogi(options: YogiOptions = {}): Updates {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-3, epsRoot = 0, initial = 1e-6 } = options;
  const after = (v: Value, g: Value): Value => {
    const g2 = square(g);
    return sub(v, times(1 - b2, mul(sign(sub(v, g2)), g2)));
  };
  const second = { b1, b2, eps, epsRoot, nesterov: false, initial, after };
  return descent(options.lr ?? 0.01, steps(second, penalised(options)));
}
