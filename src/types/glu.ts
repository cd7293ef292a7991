/** The shape of a gated linear unit: an axis holds values and their gates, and is halved. */
import {
  type At,
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  type Open,
  type SetAt,
} from './axis.ts';
import { type DExact, type Dim, exactDim } from './dim.ts';
import { type Shape, type Show, type ShowDim, show, type Verdict } from './show.ts';

type Halved<A extends Shape, I extends string, D extends Dim> = [DExact<D, 2>] extends [never]
  ? `glu: size ${ShowDim<D>} of axis ${I} of ${Show<A>} is not divisible by 2`
  : SetAt<A, I, DExact<D, 2>>;
/** The shape with half of an axis. */
export type Glu<A extends Shape, I extends number> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'glu', A, I>
      : Halved<A, Axis<A, I>, At<A, Axis<A, I>>>;
/** The shape with half of an axis. */
export function gluShape<const A extends Shape, const I extends number>(
  a: A,
  axis: I,
): Verdict<Glu<A, I>>;
export function gluShape(a: Shape, axis: number): Shape | string {
  const at = axisOf(a, axis);
  const size = a[at];
  if (size === undefined) return axisMessage('glu', a, axis);
  const half = exactDim(size, 2);
  return half === null
    ? `glu: size ${size} of axis ${at} of ${show(a)} is not divisible by 2`
    : a.with(at, half);
}
