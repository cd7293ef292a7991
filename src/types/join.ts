/** Several tensors in one: along an axis that they have, or along a new one. */
import { type Axis, type AxisMessage, axisMessage, axisOf, type SpliceAt } from './axis.ts';
import { addDim, type DAdd, type Dim } from './dim.ts';
import { type Shape, type Show, show, type Uni, type Verdict } from './show.ts';

/** Whether some rank, or the axis, is unknown at compile time. */
type OpenList<L extends readonly Shape[], I extends number> = number extends
  | I
  | L['length']
  | L[number]['length']
  ? true
  : false;

/** The sizes added on the axis I, unified elsewhere; never in a place where they differ. */
type Sums<A extends Shape, B extends Shape, I extends string> = {
  -readonly [K in keyof A]: K extends keyof B
    ? K extends I
      ? DAdd<A[K], B[K] & Dim>
      : Uni<A[K], B[K] & Dim>
    : never;
};
type IsNever<T> = [T] extends [never] ? true : false;
type HasNever<A extends readonly unknown[]> = true extends {
  [K in keyof A]: IsNever<A[K]>;
}[number]
  ? true
  : false;
type Concat2<A extends Shape, B extends Shape, I extends number> = A['length'] extends B['length']
  ? [Axis<A, I>] extends [never]
    ? AxisMessage<'concat', A, I>
    : Sums<A, B, Axis<A, I>> extends infer R extends Shape
      ? HasNever<R> extends true
        ? `concat: shapes differ outside axis ${I}: ${Show<A>} with ${Show<B>}`
        : R
      : never
  : `concat: ranks differ: ${Show<A>} with ${Show<B>}`;
type ConcatAll<L extends readonly Shape[], A extends Shape, I extends number> = L extends readonly [
  infer B extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Concat2<A, B, I> extends infer C
    ? C extends Shape
      ? ConcatAll<R, C, I>
      : C
    : never
  : A;
/** The shapes of L put one after the other along an axis. */
export type Concat<L extends readonly Shape[], I extends number> =
  OpenList<L, I> extends true
    ? Dim[]
    : L extends readonly [infer A extends Shape, ...infer R extends readonly Shape[]]
      ? [Axis<A, I>] extends [never]
        ? AxisMessage<'concat', A, I>
        : ConcatAll<R, [...A], I>
      : 'concat: needs at least one tensor';

const concat2 = (a: Shape, b: Shape, axis: number): Shape | string => {
  if (a.length !== b.length) return `concat: ranks differ: ${show(a)} with ${show(b)}`;
  const at = axisOf(a, axis);
  return a.every((d, i) => i === at || d === b[i])
    ? a.map((d, i) => (i === at ? addDim(d, b[i]!) : d))
    : `concat: shapes differ outside axis ${axis}: ${show(a)} with ${show(b)}`;
};
/** The shapes put one after the other along an axis. */
export function concatShape<const L extends readonly Shape[], const I extends number>(
  shapes: L,
  axis: I,
): Verdict<Concat<L, I>>;
export function concatShape(shapes: readonly Shape[], axis: number): Shape | string {
  const [first, ...more] = shapes;
  if (first === undefined) return 'concat: needs at least one tensor';
  if (axisOf(first, axis) < 0) return axisMessage('concat', first, axis);
  return more.reduce<Shape | string>(
    (a, b) => (typeof a === 'string' ? a : concat2(a, b, axis)),
    first,
  );
}

/** The one shape that A and B are, or never. */
export type Unified<A extends Shape, B extends Shape> = A['length'] extends B['length']
  ? Sums<A, B, never> extends infer R extends Shape
    ? HasNever<R> extends true
      ? never
      : R
    : never
  : never;
type UnifyAll<L extends readonly Shape[], A extends Shape> = L extends readonly [
  infer B extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Unified<A, B> extends infer C extends Shape
    ? [C] extends [never]
      ? `stack: shapes differ: ${Show<A>} with ${Show<B>}`
      : UnifyAll<R, C>
    : never
  : A;
/** The shapes of L, which are one shape, along a new axis. */
export type Stack<L extends readonly Shape[], I extends number> =
  OpenList<L, I> extends true
    ? Dim[]
    : L extends readonly [infer A extends Shape, ...infer R extends readonly Shape[]]
      ? UnifyAll<R, [...A]> extends infer C
        ? C extends Shape
          ? Inserted<C, L['length'], I>
          : C
        : never
      : 'stack: needs at least one tensor';
type Inserted<A extends Shape, X extends Dim, I extends number> = [Axis<[...A, X], I>] extends [
  never,
]
  ? AxisMessage<'stack', A, I>
  : InsertAt<A, Axis<[...A, X], I>, X>;
/** A with an axis of size X before the axis I; I = rank puts it last. */
type InsertAt<A extends Shape, I extends string, X extends Dim> = I extends keyof A
  ? SpliceAt<A, I, [X, A[I] & Dim]>
  : [...A, X];

/** The shapes, which are one shape, along a new axis. */
export function stackShape<const L extends readonly Shape[], const I extends number>(
  shapes: L,
  axis: I,
): Verdict<Stack<L, I>>;
export function stackShape(shapes: readonly Shape[], axis: number): Shape | string {
  const [first] = shapes;
  if (first === undefined) return 'stack: needs at least one tensor';
  const other = shapes.find((s) => s.length !== first.length || s.some((d, i) => d !== first[i]));
  if (other !== undefined) return `stack: shapes differ: ${show(first)} with ${show(other)}`;
  const at = axisOf([...first, 1], axis);
  return at < 0 ? axisMessage('stack', first, axis) : first.toSpliced(at, 0, shapes.length);
}
