/** Losses of regression: functions of the difference between prediction and target. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { magnitude, statedByEach, times } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { type ElementwiseLoss, elementwiseLoss } from './elementwise.ts';

/** (prediction - target)^2, elementwise, broadcasting; the mean unless told otherwise. PyTorch: mse_loss; Keras: MeanSquaredError. */
export const meanSquaredError: ElementwiseLoss<'meanSquaredError'> =
  /* @__PURE__ */ elementwiseLoss('meanSquaredError', (x, y) => {
    const difference = p.sub(x, y);
    return p.mul(difference, difference);
  });

/**
 * |prediction - target|, elementwise, broadcasting; derivative 0 where they are equal. PyTorch: l1_loss; Keras:
 * MeanAbsoluteError.
 */
export const meanAbsoluteError: ElementwiseLoss<'meanAbsoluteError'> =
  /* @__PURE__ */ elementwiseLoss('meanAbsoluteError', (x, y) => magnitude(p.sub(x, y)));

/** d^2 / 2 up to |d| = delta, from there on the tangent; the derivative is d cut off at delta. */
const huberOf = (d: Value, delta: number): Value => {
  const limit = (x: Value): Value => p.fill(delta, x);
  const atMost = (a: Value, b: Value): Value => p.neg(p.maximum(p.neg(a), p.neg(b)));
  const inside = (x: Value): Value => times(0.5, p.mul(x, x));
  const outside = (x: Value): Value => times(delta, p.sub(magnitude(x), p.fill(delta / 2, x)));
  return statedByEach(
    'huber',
    (x) => p.select(p.less(magnitude(x!), limit(x!)), inside(x!), outside(x!)),
    [([x]) => p.maximum(atMost(x!, limit(x!)), p.neg(limit(x!)))],
  )(d);
};

const refuse = (op: string, name: string, value: number, least: string): void => {
  throw new ShapeError(`${op}: ${name} must be a number ${least}, got ${value}`);
};

/** Where a Huber loss turns from square to linear. */
export interface HuberOptions {
  /** 1 unless told otherwise */
  readonly delta?: number;
}
/**
 * d^2 / 2 for |d| < delta, else delta (|d| - delta / 2), of d = prediction - target, elementwise, broadcasting. Huber
 * 1964. PyTorch: huber_loss; Keras: Huber; optax: huber_loss.
 */
export const huberLoss: ElementwiseLoss<'huberLoss', HuberOptions> =
  /* @__PURE__ */ elementwiseLoss<'huberLoss', HuberOptions>('huberLoss', (x, y, { delta = 1 }) => {
    if (!(delta > 0)) refuse('huberLoss', 'delta', delta, '> 0');
    return huberOf(p.sub(x, y), delta);
  });

/** Where a smooth L1 loss turns from square to linear. */
export interface SmoothL1Options {
  /** 1 unless told otherwise; with 0 it is |d| */
  readonly beta?: number;
}
/**
 * d^2 / (2 beta) for |d| < beta, else |d| - beta / 2, of d = prediction - target, elementwise, broadcasting: Huber's
 * loss divided by beta. Girshick 2015. PyTorch: smooth_l1_loss.
 */
export const smoothL1Loss: ElementwiseLoss<'smoothL1Loss', SmoothL1Options> =
  /* @__PURE__ */ elementwiseLoss<'smoothL1Loss', SmoothL1Options>(
    'smoothL1Loss',
    (x, y, { beta = 1 }) => {
      if (!(beta >= 0)) refuse('smoothL1Loss', 'beta', beta, '>= 0');
      const d = p.sub(x, y);
      return beta === 0 ? magnitude(d) : times(1 / beta, huberOf(d, beta));
    },
  );
