/** What convolutions and transposed convolutions share: options, first values, dtypes, biases. */
import { DTypeError, ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type Convolution, checkGeometry, expand, whole } from '../ops/index.ts';
import { add } from '../prim/index.ts';
import {
  type Each,
  each,
  type Padding,
  type Paddings,
  type PerAxis,
  type Rank,
  type Shape,
  show,
} from '../types/shape.ts';
import { paramSpec } from './init.ts';
import { glorotUniform, type Initializer, zerosOf } from './initializers.ts';

/** How the windows of a convolution move: stride 1, no padding, no dilation, one group if absent. */
export interface ConvOptions<Stride, Pad, Dilation, Groups> {
  /** elements from one window to the next, 1 if absent */
  readonly stride?: Stride;
  /** 'valid' if absent */
  readonly padding?: Pad;
  /** elements from one tap to the next, 1 if absent */
  readonly dilation?: Dilation;
  /** channels are split into so many groups that do not mix, 1 if absent; as many as channels: depthwise */
  readonly groups?: Groups;
}
/** Options of a convolution over any number of axes of space. */
export type AnyOptions = ConvOptions<PerAxis, Paddings, PerAxis, number>;

/** How the parameters of a convolution get their first values. */
export interface ConvInitializers {
  /** of the filters, glorotUniform if absent */
  readonly weights?: Initializer;
  /** of the bias, zeros if absent */
  readonly bias?: Initializer;
}

/** The shape [...taps, A, B] of a kernel whose taps are given for all axes of space alike or for each. */
export type KernelOf<R extends Rank, K, A, B> =
  Each<R, K> extends infer Taps extends Shape ? Extract<[...Taps, A, B], Shape> : never;

/** Everything but the shapes, checked. */
export const geometryOf = (op: string, rank: Rank, o: AnyOptions): Convolution => {
  const g = {
    stride: each(rank, o.stride ?? 1),
    padding: each<Padding>(rank, o.padding ?? 'valid'),
    dilation: each(rank, o.dilation ?? 1),
    groups: o.groups ?? 1,
  };
  checkGeometry(op, g);
  whole(op, 'groups', [g.groups]);
  return g;
};

/** Throws DTypeError unless input and kernel have one dtype. */
export const checkDTypes = (op: string, x: Value, w: Value): void => {
  if (x.dtype.dtype === w.dtype.dtype) return;
  throw new DTypeError(`${op}: dtypes differ: ${x.dtype.dtype} and ${w.dtype.dtype}; use cast`);
};

/** y with a bias for every channel, if there is one. */
export const biased = (op: string, y: Value, b: Value | undefined): Value => {
  if (b === undefined) return y;
  const filters = show(y.shape.slice(-1));
  if (show(b.shape) === filters) return add(y, expand(b, y.shape));
  throw new ShapeError(`${op}: the bias must be ${filters}, got ${show(b.shape)}`);
};

/** The specifications of a kernel and of the bias of so many filters. */
export const specsOf = (
  kernel: readonly number[],
  filters: number,
  { weights, bias }: ConvInitializers,
): unknown => ({
  w: paramSpec(kernel, weights ?? glorotUniform),
  b: paramSpec([filters], bias ?? zerosOf),
});
