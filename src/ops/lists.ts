/** The signatures of ops over a list of tensors: a message stands in the place of the last. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import { equalDType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';

/** The shapes of a list of tensors. */
export type Shapes<T extends readonly AnyTensor[]> = {
  [K in keyof T]: T[K]['shape'];
};

/** R if all tensors have the dtype of the first, else the sentence. */
export type SameDTypes<T extends readonly AnyTensor[], Op extends string, R> = T extends readonly [
  infer A extends AnyTensor,
  infer B extends AnyTensor,
  ...infer Rest extends readonly AnyTensor[],
]
  ? [A['dtype']] extends [B['dtype']]
    ? SameDTypes<readonly [A, ...Rest], Op, R>
    : `${Op}: dtypes differ: ${A['dtype']['dtype']} and ${B['dtype']['dtype']}; use cast`
  : R;
/** The run-time twin of SameDTypes. */
export const sameDTypes = (
  xs: readonly Value[],
  op: string,
  rule: Shape | string,
): Shape | string => {
  const [first, ...rest] = xs;
  const other = rest.find((x) => !equalDType(x.dtype, first!.dtype));
  return other === undefined
    ? rule
    : `${op}: dtypes differ: ${first!.dtype.dtype} and ${other.dtype.dtype}; use cast`;
};

/** The list itself, or with the message as its last element. */
export type AllOk<T extends readonly unknown[], R> = [R] extends [never]
  ? T
  : R extends string
    ? T extends readonly [...infer Init, unknown]
      ? [...Init, R]
      : readonly [R]
    : T;

/** The dtype of the first tensor of a list. */
export type FirstDType<T extends readonly AnyTensor[]> = T[0]['dtype'];
