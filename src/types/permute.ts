/** Axes in another order. */
import { type At, type Axis, type AxisSet, axisOf, axisSet } from './axis.ts';
import type { Dim } from './dim.ts';
import { type Commas, type DynRank, type Shape, type Show, show, type Verdict } from './show.ts';

/** The shape whose axis k is the axis I[k] of A. */
export type Permute<A extends Shape, I extends readonly number[]> = number extends
  | A['length']
  | I['length']
  | I[number]
  ? Dim[]
  : I['length'] extends A['length']
    ? AxisSet<A, I, 'permute'> extends [string]
      ? { -readonly [K in keyof I]: At<A, Axis<A, I[K]>> }
      : `permute: [${Commas<I>}] is not a permutation of the axes of ${Show<A>}`
    : `permute: ${I['length']} axes given for ${Show<A>}`;
/** The shape whose axis k is the axis axes[k] of a. */
export function permuteShape<const A extends Shape, const I extends readonly number[]>(
  a: A,
  axes: I,
): Verdict<Permute<A, I>>;
export function permuteShape(a: Shape, axes: readonly number[]): Shape | string {
  if (axes.length !== a.length) return `permute: ${axes.length} axes given for ${show(a)}`;
  return typeof axisSet(a, axes, 'permute') === 'string'
    ? `permute: ${show(axes)} is not a permutation of the axes of ${show(a)}`
    : axes.map((axis) => a[axisOf(a, axis)]!);
}

/** The shape with its last two axes swapped. */
export type SwapLast<A extends Shape> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...infer P extends Shape, infer X extends Dim, infer Y extends Dim]
      ? [...P, Y, X]
      : `transpose: needs rank >= 2, got ${Show<A>}`;
/** The shape with its last two axes swapped. */
export function swapLastShape<const A extends Shape>(a: A): Verdict<SwapLast<A>>;
export function swapLastShape(a: Shape): Shape | string {
  const [x, y] = a.slice(-2);
  if (x === undefined || y === undefined) return `transpose: needs rank >= 2, got ${show(a)}`;
  return [...a.slice(0, -2), y, x];
}
