/** Several tensors in one: along an axis that they have, or along a new one. */
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ret } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { axisOf, type Concat, concatShape, type Stack, stackShape } from '../types/shape.ts';
import { type AllOk, type FirstDType, type SameDTypes, type Shapes, sameDTypes } from './lists.ts';

/** The tensors one after the other along an axis: [B, 3], [B, 4] -> [B, 7] by concat(-1, a, b). PyTorch: cat. */
export function concat<const I extends number, T extends readonly AnyTensor[]>(
  axis: I,
  ...xs: AllOk<T, SameDTypes<T, 'concat', Concat<Shapes<T>, I>>>
): Ret<Concat<Shapes<T>, I>, FirstDType<T>>;
export function concat(axis: number, ...xs: readonly Value[]): Value {
  const rule = concatShape(
    xs.map((x) => x.shape),
    axis,
  );
  must(sameDTypes(xs, 'concat', rule));
  return p.concat(xs, axisOf(xs[0]!.shape, axis));
}

/**
 * Tensors of one shape along a new axis, whose place in the result is `axis`: [3], [3] -> [2, 3] by stack(0, a, b).
 * NumPy, PyTorch: stack.
 */
export function stack<const I extends number, T extends readonly AnyTensor[]>(
  axis: I,
  ...xs: AllOk<T, SameDTypes<T, 'stack', Stack<Shapes<T>, I>>>
): Ret<Stack<Shapes<T>, I>, FirstDType<T>>;
export function stack(axis: number, ...xs: readonly Value[]): Value {
  const rule = stackShape(
    xs.map((x) => x.shape),
    axis,
  );
  const at = axisOf(must(sameDTypes(xs, 'stack', rule)), axis);
  const wide = xs.map((x) => p.reshape(x, x.shape.toSpliced(at, 0, 1)));
  return p.concat(wide, at);
}
