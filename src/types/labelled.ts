/** Rows of scores with a label each and weights: of their classes, and whatever broadcasts to them. */
import { type Broadcast, broadcastDims } from './broadcast.ts';
import type { Dim } from './dim.ts';
import {
  type DynRank,
  type Shape,
  type Show,
  type ShowDim,
  sameShape,
  show,
  type Uni,
} from './show.ts';

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

/** The shape of the rows that labels of shape Y give to scores of shape A: their axes but the last, broadcast. */
export type LabelledRows<A extends Shape, Y extends Shape, Op extends string = 'crossEntropy'> =
  Leading<A, Op> extends infer P ? (P extends Shape ? Broadcast<P, Y, Op> : P) : never;
/** The shape of the rows that labels give to scores. */
export const labelledRows = (a: Shape, y: Shape, op: string): Shape | string => {
  const rows = leadingOf(a, op);
  return typeof rows === 'string' ? rows : broadcastDims(rows, y, op);
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
  ? true extends DynRank<W> | DynRank<A>
    ? W
    : [Broadcast<A, W>] extends [A]
      ? W
      : `${Name} ${Show<W>} does not broadcast to ${Show<A>}`
  : A;
/** What broadcasts to shape a without enlarging it, or why it does not. */
export const factorShape = (a: Shape, w: Shape, name: string): Shape | string => {
  const both = broadcastDims(a, w, name);
  return typeof both !== 'string' && sameShape(both, a)
    ? w
    : `${name} ${show(w)} does not broadcast to ${show(a)}`;
};
