/** Axes merged and axes swapped. */
import { type At, type Axis, type AxisMessage, axisMessage, axisOf } from './axis.ts';
import type { Dim, DMul } from './dim.ts';
import type * as N from './num.ts';
import { sizeOf } from './reshape.ts';
import { type Shape, type Show, show, type Verdict } from './show.ts';

/** The shape with two axes in each other's place. */
export type SwapAxes<A extends Shape, I extends number, J extends number> = number extends
  | A['length']
  | I
  | J
  ? Dim[]
  : [Axis<A, I>] extends [never]
    ? AxisMessage<'swapAxes', A, I>
    : [Axis<A, J>] extends [never]
      ? AxisMessage<'swapAxes', A, J>
      : {
          -readonly [K in keyof A]: K extends Axis<A, I>
            ? At<A, Axis<A, J>>
            : K extends Axis<A, J>
              ? At<A, Axis<A, I>>
              : A[K];
        };
/** The shape with two axes in each other's place. */
export function swapAxesShape<
  const A extends Shape,
  const I extends number,
  const J extends number,
>(a: A, axis0: I, axis1: J): Verdict<SwapAxes<A, I, J>>;
export function swapAxesShape(a: Shape, axis0: number, axis1: number): Shape | string {
  const [i, j] = [axisOf(a, axis0), axisOf(a, axis1)];
  if (i < 0) return axisMessage('swapAxes', a, axis0);
  if (j < 0) return axisMessage('swapAxes', a, axis1);
  return a.with(i, a[j]!).with(j, a[i]!);
}

/** The sizes from the axis I up to the axis J as one. */
type Merged<
  A extends Shape,
  I extends string,
  J extends string,
  C extends 0[] = [],
  O extends Shape = [],
  P extends Dim | null = null,
> = A extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? P extends Dim
    ? `${C['length']}` extends J
      ? [...O, DMul<P, H>, ...T]
      : Merged<T, I, J, [...C, 0], O, DMul<P, H>>
    : `${C['length']}` extends I
      ? I extends J
        ? [...O, H, ...T]
        : Merged<T, I, J, [...C, 0], O, H>
      : Merged<T, I, J, [...C, 0], [...O, H]>
  : never;
type Number<K extends string> = K extends `${infer X extends number}` ? X : never;
/** The shape with the axes from I to J as one. */
export type FlattenAxes<A extends Shape, I extends number, J extends number> = number extends
  | A['length']
  | I
  | J
  ? Dim[]
  : [Axis<A, I>] extends [never]
    ? AxisMessage<'flattenAxes', A, I>
    : [Axis<A, J>] extends [never]
      ? AxisMessage<'flattenAxes', A, J>
      : N.Compare<Number<Axis<A, I>>, Number<Axis<A, J>>> extends '>'
        ? `flattenAxes: axis ${I} of ${Show<A>} comes after axis ${J}`
        : Merged<A, Axis<A, I>, Axis<A, J>>;
/** The shape with the axes from `start` to `end` as one. */
export function flattenAxesShape<
  const A extends Shape,
  const I extends number,
  const J extends number,
>(a: A, start: I, end: J): Verdict<FlattenAxes<A, I, J>>;
export function flattenAxesShape(a: Shape, start: number, end: number): Shape | string {
  const [i, j] = [axisOf(a, start), axisOf(a, end)];
  if (i < 0) return axisMessage('flattenAxes', a, start);
  if (j < 0) return axisMessage('flattenAxes', a, end);
  if (i > j) return `flattenAxes: axis ${start} of ${show(a)} comes after axis ${end}`;
  return [...a.slice(0, i), sizeOf(a.slice(i, j + 1)), ...a.slice(j + 1)];
}
