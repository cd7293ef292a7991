/** A block of a tensor at a place that is known only when the program runs: its size is known, and fits. */
import type { Dim } from './dim.ts';
import type * as N from './num.ts';
import { type DynRank, type Shape, type Show, show, type Verdict } from './show.ts';

/** Whether a block of size S is known to be longer than an axis of size D; named sizes are compared once bound. */
type Longer<D extends Dim, S extends Dim> = number extends D | S
  ? false
  : [D, S] extends [infer X extends number, infer Y extends number]
    ? N.Compare<Y, X> extends '>'
      ? true
      : false
    : false;
type TooLong<A extends Shape, S extends Shape> = true extends {
  [K in keyof A]: Longer<A[K], S[K & keyof S] & Dim>;
}[number]
  ? true
  : false;

/** S, which is a block of A that starts at N places, one an axis; or the sentence. */
export type Block<
  A extends Shape,
  S extends Shape,
  Starts extends readonly unknown[],
  Op extends string,
> = true extends DynRank<A> | DynRank<S>
  ? Dim[]
  : number extends Starts['length']
    ? FittingBlock<A, S, Op>
    : Starts['length'] extends A['length']
      ? FittingBlock<A, S, Op>
      : `${Op}: ${Show<A>} needs ${A['length']} starts, got ${Starts['length']}`;
type FittingBlock<
  A extends Shape,
  S extends Shape,
  Op extends string,
> = S['length'] extends A['length']
  ? TooLong<A, S> extends true
    ? `${Op}: a block ${Show<S>} does not fit ${Show<A>}`
    : [...S]
  : `${Op}: a block ${Show<S>} does not fit ${Show<A>}`;

const fits = (d: Dim, s: Dim): boolean => typeof d !== 'number' || typeof s !== 'number' || s <= d;

/** S, which is a block of A that starts at `starts` places, one an axis; or the sentence. */
export function blockShape<
  const A extends Shape,
  const S extends Shape,
  const Starts extends readonly unknown[],
  const Op extends string,
>(a: A, size: S, starts: Starts, op: Op): Verdict<Block<A, S, Starts, Op>>;
export function blockShape(
  a: Shape,
  size: Shape,
  starts: readonly unknown[],
  op: string,
): Shape | string {
  if (starts.length !== a.length)
    return `${op}: ${show(a)} needs ${a.length} starts, got ${starts.length}`;
  return size.length === a.length && a.every((d, k) => fits(d, size[k]!))
    ? size
    : `${op}: a block ${show(size)} does not fit ${show(a)}`;
}

/** A, into which a block U at N places, one an axis, is written; or the sentence. */
export type Updated<A extends Shape, U extends Shape, Starts extends readonly unknown[]> =
  Block<A, U, Starts, 'update'> extends infer R ? (R extends string ? R : [...A]) : never;
/** A, into which a block U at N places, one an axis, is written; or the sentence. */
export function updatedShape<
  const A extends Shape,
  const U extends Shape,
  const Starts extends readonly unknown[],
>(a: A, u: U, starts: Starts): Verdict<Updated<A, U, Starts>>;
export function updatedShape(a: Shape, u: Shape, starts: readonly unknown[]): Shape | string {
  const block: Shape | string = blockShape(a, u, starts, 'update');
  return typeof block === 'string' ? block : a;
}
