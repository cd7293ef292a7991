/** Shapes and their text: the vocabulary of every rule and of its sentences, in types and values. */
import type { Dim } from './dim.ts';

/** The sizes of a tensor's axes. `Dim[]` is a shape of unknown rank. */
export type Shape = readonly Dim[];

/** Whether the rank is unknown at compile time. */
export type DynRank<A extends Shape> = number extends A['length'] ? true : false;

/** Whether shapes are equal, size by size. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, k) => d === b[k]);

/** What a rule says of values: where the rank is unknown, a sentence is possible too. */
export type Verdict<R> = R extends Shape ? (number extends R['length'] ? R | string : R) : R;

/** The text of a dim; '?' for a dynamic one. */
export type ShowDim<D extends Dim> = number extends D ? '?' : string extends D ? '?' : `${D}`;
/** The texts of dims, separated by commas. */
export type Commas<A extends Shape, O extends string = ''> = A extends readonly [
  infer H extends Dim,
  ...infer T extends Shape,
]
  ? Commas<T, O extends '' ? ShowDim<H> : `${O}, ${ShowDim<H>}`>
  : O;
/** The text of a shape: '[B, 28, 28]'. */
export type Show<A extends Shape> = DynRank<A> extends true ? '[...]' : `[${Commas<A>}]`;
/** The text of a shape: '[B, 28, 28]'. */
export const show = (a: Shape): string => `[${a.join(', ')}]`;

/** Two dims that should be one: '(784 ≠ 512)'. */
export type MsgNeq<A extends Dim, B extends Dim> = `(${ShowDim<A>} ≠ ${ShowDim<B>})`;
/** Two dims that should be one: '(784 ≠ 512)'. */
export const neq = (a: Dim, b: Dim): string => `(${a} ≠ ${b})`;

/** The common dim, or never; a dynamic dim agrees with anything and takes the other side. */
export type Uni<A extends Dim, B extends Dim> = [A] extends [B]
  ? A
  : [B] extends [A]
    ? B
    : number extends A
      ? B
      : number extends B
        ? A
        : never;
