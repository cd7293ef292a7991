/** Adam: steps scaled by running means of the gradient and of its square. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, div, fill, literal, mul, sqrt, sub, zeros } from '../prim/index.ts';
import { leaves, leavesLike, rebuild, zipLeaves } from '../tree/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import { type Rate, scalarOf, scaled, times } from './leaf.ts';

/** The constants of Adam, by default those of its paper. */
export interface AdamOptions {
  /** learning rate; 0.001 if absent */
  readonly lr?: Rate;
  /** decay of the mean of the gradient; 0.9 if absent */
  readonly b1?: number;
  /** decay of the mean of its square; 0.999 if absent */
  readonly b2?: number;
  /** 1e-8 if absent */
  readonly eps?: number;
  /** times the parameter, added to its gradient (L2); 0 if absent */
  readonly weightDecay?: number;
}

/**
 * The moments have the form of the parameters. A running mean that starts at zero has counted weights that sum to its
 * mass, 1 - b^count: divided by it, it is unbiased. The mass is the same running mean of ones, so that no power is
 * needed.
 */
export interface AdamState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the gradient */
  readonly m: P;
  /** running mean of its square */
  readonly v: P;
  readonly mMass: Tensor<[]>;
  readonly vMass: Tensor<[]>;
}

/** Adam as two pure functions over trees of parameters. */
export interface Adam {
  /** The state before the first step: zeros. */
  init<P>(params: P): AdamState<P>;
  /** One step along the gradients: the next parameters and state. */
  update<P>(grads: NoInfer<P>, state: AdamState<NoInfer<P>>, params: P): readonly [P, AdamState<P>];
}

interface UntypedState {
  readonly count: Value;
  readonly m: unknown;
  readonly v: unknown;
  readonly mMass: Value;
  readonly vMass: Value;
}
interface Untyped {
  init(params: unknown): UntypedState;
  update(grads: unknown, s: UntypedState, params: unknown): readonly [unknown, UntypedState];
}

/** b x + (1 - b) y */
const average = (b: number, x: Value, y: Value): Value => add(times(b, x), times(1 - b, y));
const massAfter = (b: number, mass: Value): Value => average(b, mass, fill(1, mass));

const initialState = (params: unknown): UntypedState => ({
  count: literal(0, DTypes.i32),
  m: zipLeaves((p) => zeros(p), params),
  v: zipLeaves((p) => zeros(p), params),
  mMass: literal(0, DTypes.f32),
  vMass: literal(0, DTypes.f32),
});

/**
 * Adam: m' = b1 m + (1 - b1) g, v' = b2 v + (1 - b2) g^2, p' = p - lr m^ / (sqrt(v^) + eps) with the unbiased
 * m^ = m' / (1 - b1^t), v^ = v' / (1 - b2^t). Kingma and Ba 2015; eps stands as in PyTorch.
 */
export function adam(options?: AdamOptions): Adam;
export function adam(options: AdamOptions = {}): Untyped {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, weightDecay = 0 } = options;
  const lr: number | Value = options.lr ?? 1e-3;
  const decayed = (g: Value, p: Value): Value =>
    weightDecay === 0 ? g : add(g, times(weightDecay, p));
  return {
    init: initialState,
    update: (grads, s, params) => {
      const ps = leaves(params);
      const gs = leavesLike(params, grads).map((g, i) => decayed(g, ps[i]!));
      const m = leavesLike(params, s.m).map((x, i) => average(b1, x, gs[i]!));
      const v = leavesLike(params, s.v).map((x, i) => average(b2, x, mul(gs[i]!, gs[i]!)));
      const [mMass, vMass] = [massAfter(b1, s.mMass), massAfter(b2, s.vMass)];
      const step = div(scalarOf(lr, mMass.dtype), mMass);
      const root = div(literal(1, vMass.dtype), sqrt(vMass));
      const next = ps.map((p, i) => {
        const size = scaled(root, sqrt(v[i]!));
        return sub(p, scaled(step, div(m[i]!, add(size, fill(eps, size)))));
      });
      const count = add(s.count, literal(1, DTypes.i32));
      const state = { count, m: rebuild(params, m), v: rebuild(params, v), mMass, vMass };
      return [rebuild(params, next), state];
    },
  };
}
