/**
 * Names that are bound by the tensors of several trees together, once for types and once for values: what the calls of
 * compiled functions and of models of several inputs have in common.
 */
import { DTypeError, ShapeError } from '../core/error.ts';
import { fresh } from '../core/graph.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor, NdArray, One, Tensor } from '../core/tensor.ts';
import { type Sizes, substituteDim } from '../types/dim.ts';
import { type DType, equalDType } from '../types/dtype.ts';
import { type Bind, bindShape, type Shape, type Subst } from '../types/shape.ts';
import { type Diff, diff, missing } from './diff.ts';
import type { Formal } from './spec.ts';
import { type Arrays, zipLeaves } from './tree.ts';

// ---- types ----------------------------------------------------------------------------------------

/** The arguments of the body. */
export type Formals<I extends readonly unknown[]> = { -readonly [K in keyof I]: Formal<I[K]> };

/** A tree with the bound names replaced: what an argument must be, whether data or an expression. */
export type SubstTensors<T, M> =
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
        : [...Acc, Diff<g, a>, ...AT]
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

// ---- values ---------------------------------------------------------------------------------------

/** Throws unless there is an argument for every spec, with a tensor wherever the spec has one. */
const checkForm = (op: string, formal: unknown, args: readonly unknown[]): void => {
  const specs: readonly unknown[] = Array.isArray(formal) ? formal : [];
  if (args.length !== specs.length) {
    throw new ShapeError(`${op}: expected ${specs.length} arguments, got ${args.length}`);
  }
  specs.forEach((spec, i) => {
    const wrong = missing(spec, args[i]);
    if (wrong !== null) throw new ShapeError(wrong);
  });
};

/**
 * Sizes for the names of a list of formal trees, from the shapes of all leaves of their arguments in order. Throws
 * ShapeError or DTypeError with the sentence that says what does not fit.
 */
export const bindTrees = (
  op: string,
  formal: unknown,
  args: readonly unknown[],
): { sizes: Sizes; values: readonly Value[] } => {
  checkForm(op, formal, args);
  let sizes: Sizes = new Map();
  const values: Value[] = [];
  zipLeaves(
    (f, [a], path) => {
      const sentence = (wrong: string): string =>
        path.includes('.') ? wrongLeaf(formal, args, sizes, wrong) : wrong;
      if (!equalDType(f.dtype, a!.dtype)) {
        throw new DTypeError(sentence(`expected dtype ${f.dtype.dtype}, got ${a!.dtype.dtype}`));
      }
      const bound = bindShape(f.shape, a!.shape, sizes);
      if (typeof bound === 'string') throw new ShapeError(sentence(bound));
      sizes = bound;
      values.push(a!);
    },
    formal,
    args,
  );
  return { sizes, values };
};

/** The sentence for a tree argument: the path of the leaf, as the types say it. */
const wrongLeaf = (
  formal: unknown,
  args: readonly unknown[],
  sizes: Sizes,
  otherwise: string,
): string => {
  const expected = zipLeaves(
    (f) => fresh({ dtype: f.dtype, shape: f.shape.map((d) => substituteDim(d, sizes)) }),
    formal,
  );
  if (!Array.isArray(expected)) return otherwise;
  const wrong = expected.map((e, i) => diff(e, args[i])).find((w) => w !== null);
  return wrong ?? otherwise;
};
