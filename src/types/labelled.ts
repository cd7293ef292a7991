/** Rows of scores with a label each and weights: of their classes, and whatever broadcasts to them. */
import { type Broadcast, type BroadcastsTo, broadcastDims, broadcastsTo } from './broadcast.ts';
import type { Dim } from './dim.ts';
import { type DynRank, type Shape, type Show, type ShowDim, show, type Uni } from './show.ts';

/** The axes before the last. */
export type Leading<A extends Shape, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...infer P extends Shape, infer _]
      ? P
      : `${Op}: needs rank >= 1, got []`;
/** The axes before the last. */
export const leadingOf = (a: Shape, op: string): Shape | string =>
  a.length === 0 ? `${op}: needs rank >= 1, got []` : a.slice(0, -1);

/** What is said of labels that have the shape of the scores; M of others. */
export type OneHotRows<A extends Shape, Y extends Shape, Op extends string, M> = [A, Y] extends [
  Y,
  A,
]
  ? A extends readonly [...infer P extends Shape, infer _]
    ? `${Op}: labels must be indices ${Show<P>}, got one-hot rows ${Show<Y>}; argMax(-1) makes indices of them`
    : M
  : M;
/** The sentence about labels of rows P that have one more axis, of one entry; R of others. */
type InColumn<P extends Shape, Y extends Shape, Op extends string, R> = P extends readonly []
  ? R
  : number extends P[number] // sizes that only the run time knows may broadcast
    ? R
    : [Y] extends [readonly [...P, 1]]
      ? `${Op}: labels must be indices ${Show<P>}, got ${Show<Y>}; squeeze([-1]) drops the last axis`
      : R;
/** What is said of labels that have the shape of the scores; `otherwise` of others. */
export const oneHotRows = (a: Shape, y: Shape, op: string, otherwise: string): string =>
  a.length > 0 && show(a) === show(y)
    ? `${op}: labels must be indices ${show(a.slice(0, -1))}, got one-hot rows ${show(y)}; argMax(-1) makes indices of them`
    : otherwise;

/** The shape of the rows that labels of shape Y give to scores of shape A: their axes but the last, broadcast. */
export type LabelledRows<A extends Shape, Y extends Shape, Op extends string = 'crossEntropy'> =
  Leading<A, Op> extends infer P
    ? P extends Shape
      ? Broadcast<P, Y, Op> extends infer R
        ? R extends string
          ? OneHotRows<A, Y, Op, R>
          : InColumn<P, Y, Op, R>
        : never
      : P
    : never;
/** The shape of the rows that labels give to scores. */
export const labelledRows = (a: Shape, y: Shape, op: string): Shape | string => {
  const leading = leadingOf(a, op);
  if (typeof leading === 'string') return leading;
  const rows = broadcastDims(leading, y, op);
  if (typeof rows === 'string') return oneHotRows(a, y, op, rows);
  return leading.length > 0 && show(y) === show([...leading, 1])
    ? `${op}: labels must be indices ${show(leading)}, got ${show(y)}; squeeze([-1]) drops the last axis`
    : rows;
};

/** One weight for every class, the last axis of the scores. */
export type ClassWeights<A extends Shape, W extends Shape, Op extends string> =
  DynRank<W> extends true
    ? W
    : A extends readonly [...Shape, infer C extends Dim]
      ? W extends readonly [infer D extends Dim]
        ? [Uni<C, D>] extends [never]
          ? `${Op}: weight must be [${ShowDim<C>}], got ${Show<W>}`
          : W
        : `${Op}: weight must be [${ShowDim<C>}], got ${Show<W>}`
      : W;
/** One weight for every class, the last axis of the scores. */
export const classWeights = (a: Shape, w: Shape, op: string): Shape | string => {
  const classes = a.at(-1);
  return classes === undefined || (w.length === 1 && w[0] === classes)
    ? w
    : `${op}: weight must be [${classes}], got ${show(w)}`;
};

/** What broadcasts to shape A without enlarging it, or why it does not. */
export type Factor<A, W extends Shape, Name extends string> = A extends Shape
  ? BroadcastsTo<W, A> extends true
    ? W
    : `${Name} ${Show<W>} does not broadcast to ${Show<A>}`
  : A;
/** What broadcasts to shape a without enlarging it, or why it does not. */
export const factorShape = (a: Shape, w: Shape, name: string): Shape | string =>
  broadcastsTo(w, a) ? w : `${name} ${show(w)} does not broadcast to ${show(a)}`;
