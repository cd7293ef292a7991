/** The types of jit: names enter through specs, are bound by the arguments of a call, and show in its results. */
import type { AnyTensor, NdArray, One, Tensor } from '../core/tensor.ts';
import type { Arrays, Diff, Formal } from '../tree/index.ts';
import type { DType } from '../types/dtype.ts';
import type { Bind, Shape, Subst } from '../types/shape.ts';

/** The arguments of the body. */
export type Formals<I extends readonly unknown[]> = { -readonly [K in keyof I]: Formal<I[K]> };

/** A tree with the bound names replaced, as data. */
export type SubstTree<T, M> =
  T extends Tensor<infer S extends Shape, infer D extends DType>
    ? NdArray<Subst<S, M>, D>
    : T extends object
      ? { [K in keyof T]: SubstTree<T[K], M> }
      : T;

/** A tree with the bound names replaced: what an argument must be, whether data or an expression. */
type SubstTensors<T, M> =
  T extends Tensor<infer S extends Shape, infer D extends DType>
    ? Tensor<Subst<S, M>, D>
    : T extends object
      ? { [K in keyof T]: SubstTensors<T[K], M> }
      : T;

/** The pairs of children of a formal and an actual tree, before the rest of the work. */
type Paired<f, a, Rest extends readonly unknown[], K = keyof f & keyof a> = [K] extends [never]
  ? Rest
  : One<K> extends infer L extends keyof f & keyof a
    ? Paired<f, a, [[f[L], a[L]], ...Rest], Exclude<K, L>>
    : never;

/** M with the names that the tensors of trees bind; a tensor that does not fit binds none. */
type BindTrees<Todo extends readonly unknown[], M> = Todo extends readonly [
  readonly [infer f, infer a],
  ...infer Rest,
]
  ? f extends AnyTensor
    ? a extends AnyTensor
      ? Bind<f['shape'], a['shape'], M> extends infer N
        ? BindTrees<Rest, N extends string ? M : N>
        : never
      : BindTrees<Rest, M>
    : f extends object
      ? BindTrees<Paired<f, a, Rest>, M>
      : BindTrees<Rest, M>
  : M;

/** The arguments with the first wrong one replaced by its message. */
type Args<
  F extends readonly unknown[],
  A extends readonly unknown[],
  M = {},
  Acc extends unknown[] = [],
> = F extends readonly [infer f, ...infer FT]
  ? A extends readonly [infer a, ...infer AT]
    ? f extends AnyTensor
      ? a extends AnyTensor
        ? [a['dtype']] extends [f['dtype']]
          ? Bind<f['shape'], a['shape'], M> extends infer N
            ? N extends string
              ? [...Acc, N, ...AT]
              : Args<FT, AT, N, [...Acc, a]>
            : never
          : [...Acc, `expected dtype ${f['dtype']['dtype']}, got ${a['dtype']['dtype']}`, ...AT]
        : [...Acc, NdArray<f['shape'], f['dtype']>, ...AT]
      : TreeArg<f, FT, a, AT, M, Acc>
    : [...Acc, ...Arrays<F>]
  : Acc;
type TreeArg<
  f,
  FT extends readonly unknown[],
  a,
  AT extends readonly unknown[],
  M,
  Acc extends unknown[],
> = [a] extends [f]
  ? Args<FT, AT, M, [...Acc, a]>
  : BindTrees<[[f, a]], M> extends infer N
    ? SubstTensors<f, N> extends infer g
      ? [a] extends [g]
        ? Args<FT, AT, N, [...Acc, a]>
        : [...Acc, One<Diff<g, a>>, ...AT]
      : never
    : never;

/** The sizes that the tensor arguments bind. */
export type SizesOf<
  F extends readonly unknown[],
  A extends readonly unknown[],
  M = {},
> = F extends readonly [infer f, ...infer FT]
  ? A extends readonly [infer a, ...infer AT]
    ? f extends AnyTensor
      ? a extends AnyTensor
        ? Bind<f['shape'], a['shape'], M> extends infer N
          ? N extends string
            ? M
            : SizesOf<FT, AT, N>
          : never
        : M
      : SizesOf<FT, AT, [a] extends [f] ? M : BindTrees<[[f, a]], M>>
    : M
  : M;

/** An array of unknown length passes: TypeScript tries one before it has looked at generic arguments. */
export type Checked<
  F extends readonly unknown[],
  A extends readonly unknown[],
> = number extends A['length'] ? A : Args<F, A>;

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
