/** The shapes of products of vectors, matrices and tensors. */
import { type At, type Axis, axisOf, type RemoveAt } from './axis.ts';
import { type Dim, type DMul, mulDim } from './dim.ts';
import type { Negate } from './num.ts';
import {
  type DynRank,
  type MsgNeq,
  neq,
  type Shape,
  type Show,
  show,
  type Uni,
  type Verdict,
} from './show.ts';

type Open2<A extends Shape, B extends Shape> = true extends DynRank<A> | DynRank<B> ? true : false;

/** The shape of the inner product of two vectors. */
export type DotShape<A extends Shape, B extends Shape> =
  Open2<A, B> extends true
    ? []
    : [A, B] extends [readonly [infer N extends Dim], readonly [infer M extends Dim]]
      ? [Uni<N, M>] extends [never]
        ? `dot: sizes differ: ${Show<A>} and ${Show<B>} ${MsgNeq<N, M>}`
        : []
      : `dot: needs two vectors, got ${Show<A>} and ${Show<B>}`;
/** The shape of the inner product of two vectors. */
export function dotShape<const A extends Shape, const B extends Shape>(a: A, b: B): DotShape<A, B>;
export function dotShape(a: Shape, b: Shape): Shape | string {
  if (a.length !== 1 || b.length !== 1)
    return `dot: needs two vectors, got ${show(a)} and ${show(b)}`;
  return a[0] === b[0] ? [] : `dot: sizes differ: ${show(a)} and ${show(b)} ${neq(a[0]!, b[0]!)}`;
}

/** The shape of the outer product of two vectors. */
export type Outer<A extends Shape, B extends Shape> =
  Open2<A, B> extends true
    ? Dim[]
    : [A['length'], B['length']] extends [1, 1]
      ? [...A, ...B]
      : `outer: needs two vectors, got ${Show<A>} and ${Show<B>}`;
/** The shape of the outer product of two vectors. */
export function outerShape<const A extends Shape, const B extends Shape>(
  a: A,
  b: B,
): Verdict<Outer<A, B>>;
export function outerShape(a: Shape, b: Shape): Shape | string {
  return a.length === 1 && b.length === 1
    ? [...a, ...b]
    : `outer: needs two vectors, got ${show(a)} and ${show(b)}`;
}

/** The shape of matrices times a vector: [..., M, K] x [K] -> [..., M]. */
export type MatVec<A extends Shape, B extends Shape> =
  Open2<A, B> extends true
    ? Dim[]
    : A extends readonly [...infer P extends Shape, infer M extends Dim, infer K extends Dim]
      ? B extends readonly [infer L extends Dim]
        ? [Uni<K, L>] extends [never]
          ? `matvec: inner dimensions differ: ${Show<A>} x ${Show<B>} ${MsgNeq<K, L>}`
          : [...P, M]
        : `matvec: right side needs rank 1, got ${Show<B>}`
      : `matvec: left side needs rank >= 2, got ${Show<A>}`;
/** The shape of matrices times a vector: [..., M, K] x [K] -> [..., M]. */
export function matVecShape<const A extends Shape, const B extends Shape>(
  a: A,
  b: B,
): Verdict<MatVec<A, B>>;
export function matVecShape(a: Shape, b: Shape): Shape | string {
  const k = a.at(-1);
  if (a.length < 2 || k === undefined) return `matvec: left side needs rank >= 2, got ${show(a)}`;
  if (b.length !== 1) return `matvec: right side needs rank 1, got ${show(b)}`;
  return k === b[0]
    ? a.slice(0, -1)
    : `matvec: inner dimensions differ: ${show(a)} x ${show(b)} ${neq(k, b[0]!)}`;
}

/** The shape of a Kronecker product: sizes multiply. */
export type Kron<A extends Shape, B extends Shape> =
  Open2<A, B> extends true
    ? Dim[]
    : A['length'] extends B['length']
      ? { -readonly [K in keyof A]: DMul<A[K], B[K & keyof B] & Dim> }
      : `kron: ranks differ: ${Show<A>} and ${Show<B>}`;
/** The shape of a Kronecker product: sizes multiply. */
export function kronShape<const A extends Shape, const B extends Shape>(
  a: A,
  b: B,
): Verdict<Kron<A, B>>;
export function kronShape(a: Shape, b: Shape): Shape | string {
  return a.length === b.length
    ? a.map((d, k) => mulDim(d, b[k]!))
    : `kron: ranks differ: ${show(a)} and ${show(b)}`;
}

/** Which axes `tensordot` sums over: so many, the last of a with the first of b, or a list for each. */
export type DotAxes = number | readonly [a: readonly number[], b: readonly number[]];

type Numbered<N extends number, O extends number[] = []> = O['length'] extends N
  ? O
  : Numbered<N, [...O, O['length']]>;
type FromLast<N extends number, C extends 0[] = [], O extends number[] = []> = C['length'] extends N
  ? O
  : FromLast<N, [...C, 0], [Negate<[...C, 0]['length'] & number>, ...O]>;
type Lists<X extends DotAxes> = X extends number ? [FromLast<X>, Numbered<X>] : X;

/** The first pair of axes that do not go together, as text, or never. */
type Mismatch<
  A extends Shape,
  B extends Shape,
  I extends readonly number[],
  J extends readonly number[],
> = [I, J] extends [
  readonly [infer X extends number, ...infer IT extends readonly number[]],
  readonly [infer Y extends number, ...infer JT extends readonly number[]],
]
  ? [Axis<A, X>] extends [never]
    ? `axis ${X} is out of range for ${Show<A>}`
    : [Axis<B, Y>] extends [never]
      ? `axis ${Y} is out of range for ${Show<B>}`
      : [Uni<At<A, Axis<A, X>>, At<B, Axis<B, Y>>>] extends [never]
        ? `axis ${X} of ${Show<A>} and axis ${Y} of ${Show<B>} differ ${MsgNeq<At<A, Axis<A, X>>, At<B, Axis<B, Y>>>}`
        : Mismatch<A, B, IT, JT>
  : never;
type AxesOf<A extends Shape, I extends readonly number[]> = {
  [K in keyof I]: Axis<A, I[K]>;
}[number];
type Contracted<A extends Shape, B extends Shape, L> = L extends readonly [
  infer I extends readonly number[],
  infer J extends readonly number[],
]
  ? I['length'] extends J['length']
    ? [Mismatch<A, B, I, J>] extends [never]
      ? [...RemoveAt<A, AxesOf<A, I>>, ...RemoveAt<B, AxesOf<B, J>>]
      : `tensordot: ${Mismatch<A, B, I, J>}`
    : `tensordot: ${I['length']} axes go with ${J['length']}`
  : never;
/** The shape of a contraction: the axes of a that are not summed, then those of b. */
export type TensorDot<A extends Shape, B extends Shape, X extends DotAxes> =
  Open2<A, B> extends true ? Dim[] : number extends X ? Dim[] : Contracted<A, B, Lists<X>>;

/** The axes as two lists. */
export const dotAxes = (axes: DotAxes): readonly [readonly number[], readonly number[]] =>
  typeof axes === 'number'
    ? [Array.from({ length: axes }, (_, k) => k - axes), Array.from({ length: axes }, (_, k) => k)]
    : axes;
const mismatch = (
  a: Shape,
  b: Shape,
  [is, js]: readonly [readonly number[], readonly number[]],
): string | undefined => {
  for (const [k, i] of is.entries()) {
    const [x, y] = [a[axisOf(a, i)], b[axisOf(b, js[k]!)]];
    if (x === undefined) return `axis ${i} is out of range for ${show(a)}`;
    if (y === undefined) return `axis ${js[k]} is out of range for ${show(b)}`;
    if (x !== y)
      return `axis ${i} of ${show(a)} and axis ${js[k]} of ${show(b)} differ ${neq(x, y)}`;
  }
  return undefined;
};
/** The shape of a contraction: the axes of a that are not summed, then those of b. */
export function tensorDotShape<
  const A extends Shape,
  const B extends Shape,
  const X extends DotAxes,
>(a: A, b: B, axes: X): Verdict<TensorDot<A, B, X>>;
export function tensorDotShape(a: Shape, b: Shape, axes: DotAxes): Shape | string {
  const lists = dotAxes(axes);
  if (lists[0].length !== lists[1].length)
    return `tensordot: ${lists[0].length} axes go with ${lists[1].length}`;
  const wrong = mismatch(a, b, lists);
  if (wrong !== undefined) return `tensordot: ${wrong}`;
  const [gone, met] = [lists[0].map((k) => axisOf(a, k)), lists[1].map((k) => axisOf(b, k))];
  return [...a.filter((_, k) => !gone.includes(k)), ...b.filter((_, k) => !met.includes(k))];
}
