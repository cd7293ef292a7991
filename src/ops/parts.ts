/** Parts of a tensor along one axis, given as 0 to rank - 1, as the ops that cut and join take them: nothing is checked. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';

/** `count` entries of an axis from `start` on, every one or every `step`. */
export const entries = (x: Value, axis: number, start: Dim, count: Dim, step = 1): Value =>
  p.slice(x, {
    start: x.shape.map((_, k) => (k === axis ? start : 0)),
    size: x.shape.with(axis, count),
    stride: x.shape.map((_, k) => (k === axis ? step : 1)),
  });

/** One entry of an axis, without the axis. */
export const entry = (x: Value, axis: number, at: Dim): Value =>
  p.reshape(entries(x, axis, at, 1), x.shape.toSpliced(axis, 1));

/** Entry k of the last axis, without it: coordinate k of places. */
export const column = (x: Value, k: number): Value => entry(x, x.shape.length - 1, k);
