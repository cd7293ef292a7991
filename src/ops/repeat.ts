/** Copies of a tensor or of its entries, and the same entries in another order: tile, repeat, flip, roll. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type AxisSet, axisSet } from '../types/axis.ts';
import { type Dim, subDim } from '../types/dim.ts';
import {
  axisOf,
  type Repeat as RepeatRule,
  repeatShape,
  type Shape,
  type Sliding,
  slidingShape,
  type Tile as TileRule,
  tileShape,
} from '../types/shape.ts';
import { entries } from './parts.ts';

/** The type of `tile(repeats)`: every size times its number. */
export interface Tile<R extends readonly number[]> extends Layer {
  readonly [Out]: Mk<TileRule<InShape<this>, R>, InDType<this>>;
}
/**
 * Copies of x side by side, repeats[k] along axis k; more repeats than axes add axes in front. [2, 3] -> [4, 3] by
 * tile([2, 1]). NumPy, JAX: tile; PyTorch: Tensor.repeat.
 */
export const tile = <const R extends readonly number[]>(repeats: R): Tile<R> =>
  layer((x) => {
    const shape = must(tileShape(x.shape, repeats));
    const lead = repeats.length - x.shape.length;
    const pairs = repeats.flatMap((n, k): readonly Dim[] => [n, x.shape[k - lead] ?? 1]);
    const own = x.shape.map((_, k) => 2 * (k + lead) + 1);
    return p.reshape(p.broadcast(x, pairs, own), shape);
  }, 'tile');

/** The type of `repeat(n, axis)`: the axis has n times its size. */
export interface Repeat<N extends number, I extends number> extends Layer {
  readonly [Out]: Mk<RepeatRule<InShape<this>, N, I>, InDType<this>>;
}
/**
 * Each entry of an axis n times in sequence: [2, 3] -> [2, 6] by repeat(2, 1). NumPy, JAX: repeat; PyTorch:
 * repeat_interleave; Keras: UpSampling1D.
 */
export const repeat = <const N extends number, const I extends number>(
  n: N,
  axis: I,
): Repeat<N, I> =>
  layer((x) => {
    const shape = must(repeatShape(x.shape, n, axis));
    const at = axisOf(x.shape, axis);
    const own = x.shape.map((_, k) => (k > at ? k + 1 : k));
    return p.reshape(p.broadcast(x, x.shape.toSpliced(at + 1, 0, n), own), shape);
  }, 'repeat');

type Axes<I extends number | readonly number[]> = I extends readonly number[]
  ? I
  : I extends number
    ? readonly [I]
    : never;
const listOf = (axes: number | readonly number[]): readonly number[] =>
  typeof axes === 'number' ? [axes] : axes;

/** The shape, which has the axes, each named once. */
type WithAxes<A extends Shape, I extends readonly number[], Op extends string> = number extends
  | A['length']
  | I['length']
  | I[number]
  ? A
  : AxisSet<A, I, Op> extends infer X extends string
    ? X
    : A;
const axesIn = (x: Value, axes: readonly number[], op: string): readonly number[] => {
  const set = axisSet(x.shape, axes, op);
  return typeof set === 'string' ? must(set).map(Number) : set;
};

/** The type of `flip(axes)`: the same shape. */
export interface Flip<I extends number | readonly number[]> extends Layer {
  readonly [Out]: Mk<WithAxes<InShape<this>, Axes<I>, 'flip'>, InDType<this>>;
}

/** The entries of the axes, given as 0 to rank - 1, in reverse order. */
export const flipped = (x: Value, axes: readonly number[]): Value =>
  p.slice(x, {
    start: x.shape.map((d, k) => (axes.includes(k) ? subDim(d, 1) : 0)),
    size: x.shape,
    stride: x.shape.map((_, k) => (axes.includes(k) ? -1 : 1)),
  });

/** The entries of an axis, or of several, in reverse order. Shape: S -> S. NumPy, PyTorch: flip. */
export const flip = <const I extends number | readonly number[]>(axes: I): Flip<I> =>
  layer((x) => flipped(x, axesIn(x, listOf(axes), 'flip')), 'flip');

/** The axes, as many as there are shifts, or the sentence. */
type Rolled<
  S extends readonly number[],
  A extends Shape,
  I extends readonly number[],
> = number extends S['length'] | I['length']
  ? A
  : S['length'] extends I['length']
    ? WithAxes<A, I, 'roll'>
    : `roll: ${S['length']} shifts given for ${I['length']} axes`;
/** The type of `roll(shifts, axes)`: the same shape. */
export interface Roll<S extends number | readonly number[], I extends number | readonly number[]>
  extends Layer {
  readonly [Out]: Mk<Rolled<Axes<S>, InShape<this>, Axes<I>>, InDType<this>>;
}

const modulo = (n: number, d: Dim): number => (typeof d === 'number' ? ((n % d) + d) % d : n);

/** What is pushed out at the end comes in at the start; a negative shift the other way round. */
const rolled = (x: Value, shift: number, axis: number): Value => {
  const d = x.shape[axis]!;
  const n = d === 0 ? 0 : modulo(shift, d);
  if (n === 0) return x;
  const tail = n > 0 ? subDim(d, n) : -n;
  return p.concat([entries(x, axis, tail, subDim(d, tail)), entries(x, axis, 0, tail)], axis);
};

/**
 * The entries of each axis moved on by its shift, those at the end to the start: out[i] = x[(i - shift) mod n]. Shape:
 * S -> S. An axis of a named size is at least as long as its shift. NumPy, PyTorch, JAX: roll.
 */
export const roll = <
  const S extends number | readonly number[],
  const I extends number | readonly number[],
>(
  shifts: S,
  axes: I,
): Roll<S, I> =>
  layer((x) => {
    const [by, list] = [listOf(shifts), listOf(axes)];
    if (by.length !== list.length) {
      must(`roll: ${by.length} shifts given for ${list.length} axes`);
    }
    return axesIn(x, list, 'roll').reduce((y, axis, k) => rolled(y, by[k]!, axis), x);
  }, 'roll');

/** The type of `slidingWindow(axis, size, step)`: positions on the axis, the entries of a window last. */
export interface SlidingWindow<I extends number, Size extends number, Step extends number>
  extends Layer {
  readonly [Out]: Mk<Sliding<InShape<this>, I, Size, Step>, InDType<this>>;
}
/**
 * The windows of `size` entries of an axis, one every `step` entries, their entries along a new last axis:
 * out[..., i, ..., j] = x[..., i step + j, ...]. [2, 9] -> [2, 4, 3] by slidingWindow(1, 3, 2). NumPy:
 * sliding_window_view; PyTorch: Tensor.unfold; TensorFlow: signal.frame.
 */
export const slidingWindow = <
  const I extends number,
  const Size extends number,
  const Step extends number = 1,
>(
  axis: I,
  size: Size,
  step?: Step,
): SlidingWindow<I, Size, Step> =>
  layer((x) => {
    const stride = [step ?? 1];
    const shape = must(slidingShape(x.shape, axis, size, stride[0]!));
    const at = axisOf(x.shape, axis);
    return p.window(x, { axes: [at], places: [shape[at]!], size: [size], stride, dilation: [1] });
  }, 'slidingWindow');
