/** A batch axis at any place of a shape: put in, taken out, measured. */
import type { At, Axis, RemoveAt } from './axis.ts';
import type { Dim } from './dim.ts';
import type { DynRank, Shape } from './show.ts';

type InsertAt<
  S extends Shape,
  K extends string,
  N extends Dim,
  C extends 0[] = [],
  O extends Shape = [],
> = `${C['length']}` extends K
  ? [...O, N, ...S]
  : S extends readonly [infer H extends Dim, ...infer T extends Shape]
    ? InsertAt<T, K, N, [...C, 0], [...O, H]>
    : never;

/** S with one more axis of size N at place I of the result. */
export type Inserted<S extends Shape, N extends Dim, I extends number> = I extends 0
  ? [N, ...S]
  : true extends DynRank<S>
    ? Dim[]
    : number extends I
      ? Dim[]
      : InsertAt<S, Axis<[0, ...S], I>, N>;

/** S without axis I. */
export type Removed<S extends Shape, I extends number> =
  true extends DynRank<S> ? Dim[] : number extends I ? Dim[] : RemoveAt<S, Axis<S, I>>;

/** The size of axis I; never when there is no such axis. */
export type SizeAt<S extends Shape, I extends number> =
  true extends DynRank<S> ? Dim : number extends I ? Dim : At<S, Axis<S, I>>;
