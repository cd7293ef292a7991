/** A tensor in parts along an axis: the inverse of `concat` and of `stack`. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor, Ok, Tensor } from '../core/tensor.ts';
import { addDim, type Dim } from '../types/dim.ts';
import type { DType } from '../types/dtype.ts';
import {
  axisOf,
  type Chunk,
  chunkShapes,
  type Shape,
  type Split,
  splitShapes,
} from '../types/shape.ts';
import { entries } from './parts.ts';

/** Tensors of these shapes. */
export type Tensors<L, D extends DType> = L extends readonly Shape[]
  ? { [K in keyof L]: Tensor<L[K] & Shape, D> }
  : never;

const cut = (x: Value, shapes: readonly Shape[] | string, axis: number): readonly Value[] => {
  if (typeof shapes === 'string') throw new ShapeError(shapes);
  const at = axisOf(x.shape, axis);
  let from: Dim = 0;
  return shapes.map((shape) => {
    const part = entries(x, at, from, shape[at]!);
    from = addDim(from, shape[at]!);
    return part;
  });
};

/**
 * The parts of x of these sizes along an axis, one after the other; the sizes add up to the axis: [6, 3] -> [2, 3], [4, 3]
 * by splitAxis(x, [2, 4], 0). PyTorch, Keras: split; Chainer: split_axis.
 */
export function splitAxis<
  A extends AnyTensor,
  const L extends readonly Dim[],
  const I extends number,
>(
  x: A,
  sizes: Ok<Split<A['shape'], L, I>, L>,
  axis: I,
): Tensors<Split<A['shape'], L, I>, A['dtype']>;
export function splitAxis(x: Value, sizes: readonly Dim[], axis: number): readonly Value[] {
  return cut(x, splitShapes(x.shape, sizes, axis), axis);
}

/**
 * At most `count` parts of x along an axis, of size ceil(n / count), the last of what is left: [8, 3] -> [3, 3], [3, 3],
 * [2, 3] by chunk(x, 3, 0). A named size must be divisible. PyTorch: chunk.
 */
export function chunk<A extends AnyTensor, const Count extends number, const I extends number>(
  x: A,
  count: Ok<Chunk<A['shape'], Count, I>, Count>,
  axis: I,
): Tensors<Chunk<A['shape'], Count, I>, A['dtype']>;
export function chunk(x: Value, count: number, axis: number): readonly Value[] {
  return cut(x, chunkShapes(x.shape, count, axis), axis);
}
