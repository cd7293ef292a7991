/**
 * softmax and its logarithm along an axis. Each is a composite closed under differentiation: the derivative of softmax
 * is its own transpose, that of the logarithm has a transpose that is stated beside it.
 */

import { composite, stopGradient } from '../control/index.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Tangent, Value } from '../core/node.ts';
import { must, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { Float } from '../types/dtype.ts';
import { type Reduce, reduceDims } from '../types/shape.ts';
import { along, fromLast, rowsKernel, sumAlong } from './rows.ts';
import { floats } from './rules.ts';

/** The axis exists, the shape stays. */
export interface OnAxis<Op extends string, I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Reduce<InShape<this>, I, true, Op> extends infer M
      ? M extends string
        ? M
        : Tensor<InShape<this>, InDType<this>>
      : never
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/** A layer that works along one axis and keeps the shape; `f` gets the axis counted from the last. */
export const onAxis = <Op extends string, I extends number>(
  op: Op,
  axis: I,
  f: (x: Value, axis: number) => Value,
): OnAxis<Op, I> =>
  layer((x) => {
    must(reduceDims(floats(op, x).shape, [axis], true, op));
    return f(x, fromLast(axis, x.shape.length));
  }, op);

type Linear = (y: Value, t: Value) => Value;
const whenPresent = (t: Tangent | undefined, f: (t: Value) => Value): Tangent =>
  t == null ? null : f(t);

/** Both inputs over a new leading axis. */
const lifted = (
  [y, t]: readonly Value[],
  [yb, tb]: readonly boolean[],
  size: Dim,
  f: Linear,
): Value => f(yb === true ? y! : p.repeat(y!, size), tb === true ? t! : p.repeat(t!, size));

/** e^(x - max x), the maximum being a constant for the derivative. */
const shifted = (x: Value, axis: number): Value =>
  p.sub(x, along(x, axis, stopGradient(p.reduceMax(x, [x.shape.length + axis]))));

/** (t - sum_j t_j y_j) y: the derivative of softmax at its result y, a symmetric linear map. */
const softmaxTangent =
  (axis: number): Linear =>
  (y, t) => {
    const self = softmaxTangent(axis);
    const define = ([a, b]: readonly Value[]): Value =>
      p.mul(p.sub(b!, along(b!, axis, sumAlong(p.mul(b!, a!), axis))), a!);
    return composite('softmaxTangent', (...xs) => [define(xs)], {
      kernel: rowsKernel('softmaxGradRows', axis, { inPlace: 1 }),
      transpose: ([c], [a]) => [null, whenPresent(c, (d) => self(a!, d))],
      batch: (xs, batched, size) => [lifted(xs, batched, size, self)],
    })(y, t)[0]!;
  };

export const softmaxOf = (x: Value, axis: number): Value =>
  composite(
    'softmax',
    (v) => {
      const e = p.exp(shifted(v!, axis));
      return [p.div(e, along(e, axis, sumAlong(e, axis)))];
    },
    {
      kernel: rowsKernel('softmaxRows', axis, { inPlace: 0 }),
      jvp: ([t], _, [y]) => [whenPresent(t, (s) => softmaxTangent(axis)(y!, s))],
      batch: ([v]) => [softmaxOf(v!, axis)],
    },
  )(x)[0]!;

/** t - sum_j t_j e^(y_j): the derivative of log-softmax at its result y. */
const logSoftmaxTangent =
  (axis: number): Linear =>
  (y, t) => {
    const self = logSoftmaxTangent(axis);
    return composite(
      'logSoftmaxTangent',
      (a, b) => [p.sub(b!, along(b!, axis, sumAlong(p.mul(b!, p.exp(a!)), axis)))],
      {
        transpose: ([c], [a]) => [null, whenPresent(c, (d) => logSoftmaxCotangent(axis)(a!, d))],
        batch: (xs, batched, size) => [lifted(xs, batched, size, self)],
      },
    )(y, t)[0]!;
  };

/** c - e^y sum_j c_j: its transpose. */
const logSoftmaxCotangent =
  (axis: number): Linear =>
  (y, c) => {
    const self = logSoftmaxCotangent(axis);
    return composite(
      'logSoftmaxCotangent',
      (a, b) => [p.sub(b!, p.mul(p.exp(a!), along(b!, axis, sumAlong(b!, axis))))],
      {
        kernel: rowsKernel('logSoftmaxGradRows', axis, { inPlace: 1 }),
        transpose: ([t], [a]) => [null, whenPresent(t, (s) => logSoftmaxTangent(axis)(a!, s))],
        batch: (xs, batched, size) => [lifted(xs, batched, size, self)],
      },
    )(y, c)[0]!;
  };

export const logSoftmaxOf = (x: Value, axis: number): Value =>
  composite(
    'logSoftmax',
    (v) => {
      const z = shifted(v!, axis);
      return [p.sub(z, along(z, axis, p.log(sumAlong(p.exp(z), axis))))];
    },
    {
      kernel: rowsKernel('logSoftmaxRows', axis, { inPlace: 0 }),
      jvp: ([t], _, [y]) => [whenPresent(t, (s) => logSoftmaxTangent(axis)(y!, s))],
      batch: ([v]) => [logSoftmaxOf(v!, axis)],
    },
  )(x)[0]!;

/**
 * softmax(x)_i = e^(x_i) / sum_j e^(x_j) along the axis, shifted by the maximum so that nothing overflows. Shape: S
 * -> S. Bishop, PRML (4.62); Goodfellow, Bengio, Courville 6.2.2.3. PyTorch, Keras: softmax; JAX: nn.softmax.
 */
export const softmax = <const I extends number>(axis: I): OnAxis<'softmax', I> =>
  onAxis('softmax', axis, softmaxOf);

/**
 * ln softmax(x)_i = x_i - ln sum_j e^(x_j) along the axis, without forming the softmax. Shape: S -> S. PyTorch,
 * Keras: log_softmax; JAX: nn.log_softmax.
 */
export const logSoftmax = <const I extends number>(axis: I): OnAxis<'logSoftmax', I> =>
  onAxis('logSoftmax', axis, logSoftmaxOf);

/**
 * softmin(x)_i = e^(-x_i) / sum_j e^(-x_j) along the axis: softmax of -x. Shape: S -> S. PyTorch: softmin.
 */
export const softmin = <const I extends number>(axis: I): OnAxis<'softmin', I> =>
  onAxis('softmin', axis, (x, k) => softmaxOf(p.neg(x), k));
