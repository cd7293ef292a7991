/** The types of jit: names enter through specs, are bound by the arguments of a call, and show in its results. */
import type { NdArray, Tensor } from '../core/tensor.ts';
import type { Checked, SizesOf } from '../tree/index.ts';
import type { DType } from '../types/dtype.ts';
import type { Shape, Subst } from '../types/shape.ts';

/** A tree with the bound names replaced, as data. */
export type SubstTree<T, M> =
  T extends Tensor<infer S extends Shape, infer D extends DType>
    ? NdArray<Subst<S, M>, D>
    : T extends object
      ? { [K in keyof T]: SubstTree<T[K], M> }
      : T;

/** A compiled function over trees of data. A donated argument must not be used after the call. */
export type Jitted<F extends readonly unknown[], R> = <A extends readonly unknown[]>(
  ...args: Checked<F, A>
) => SubstTree<R, SizesOf<F, A>>;

/** '0' | '1' of a tuple as 0 | 1 */
export type IndexOf<I extends readonly unknown[]> = keyof I extends infer K
  ? K extends `${infer N extends number}`
    ? N
    : never
  : never;

/** What `jit` may do with its arguments, and whether it looks for NaN. */
export interface JitOptions<I extends readonly unknown[]> {
  /** arguments whose memory the results may take: parameters, optimiser state */
  readonly donate?: readonly IndexOf<I>[];
  /** stops at the first NaN or infinity, naming the op and its path */
  readonly debug?: boolean;
}
