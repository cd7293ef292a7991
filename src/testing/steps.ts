/** The smooth steps of random programs: each gives another value over the program's axes, with elements of moderate size. */
import type { TensorType, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type Dim, mulDim, subDim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';
import { integer, pick, type Random, shuffled } from './random.ts';

/** A value and which of the program's dims its axes are. */
export interface Tagged {
  readonly value: Value;
  readonly axes: readonly number[];
}

/** What a step may draw on. */
export interface Context {
  readonly source: Random;
  readonly dims: readonly Dim[];
  /** how deep regions may nest below this point */
  readonly depth: number;
  /** the steps to choose from; the smooth ones if absent */
  readonly steps?: readonly Step[];
}

/** A step, or undefined where it does not apply to these values. */
export type Step = (x: Tagged, y: Tagged, c: Context) => Tagged | undefined;

/** Whether two values have the same axes in the same order. */
export const sameAxes = (x: Tagged, y: Tagged): boolean =>
  x.axes.length === y.axes.length && x.axes.every((a, k) => a === y.axes[k]);

/** Another value with the axes of x. */
export const like = (x: Tagged, value: Value): Tagged => ({ value, axes: x.axes });
export const unary =
  (f: (x: Value) => Value): Step =>
  (x) =>
    like(x, f(x.value));
export const binary =
  (f: (x: Value, y: Value) => Value): Step =>
  (x, y) =>
    sameAxes(x, y) ? like(x, f(x.value, y.value)) : undefined;

const damped = (x: Value): Value => p.exp(p.neg(p.mul(x, x)));
const quotient = (x: Value, y: Value): Value => p.div(x, p.add(p.fill(2, y), p.mul(y, y)));
export const root = (x: Value): Value => p.sqrt(p.add(p.fill(1, x), p.mul(x, x)));
const logarithm = (x: Value): Value => p.log(p.add(p.fill(1, x), p.mul(x, x)));

const sum: Step = (x, _, { source }) => {
  if (x.axes.length === 0) return undefined;
  const k = integer(source, 0, x.axes.length - 1);
  return { value: p.tanh(p.reduceSum(x.value, [k])), axes: x.axes.filter((_a, i) => i !== k) };
};

const spread: Step = (x, _, { source, dims }) => {
  const absent = dims.flatMap((_d, a) => (x.axes.includes(a) ? [] : [a]));
  if (absent.length === 0 || x.axes.length > 2) return undefined;
  const axis = pick(source, absent);
  const at = integer(source, 0, x.axes.length);
  const axes = [...x.axes.slice(0, at), axis, ...x.axes.slice(at)];
  const kept = axes.flatMap((a, k) => (a === axis ? [] : [k]));
  return {
    value: p.broadcast(
      x.value,
      axes.map((a) => dims[a]!),
      kept,
    ),
    axes,
  };
};

const turn: Step = (x, _, { source }) => {
  const perm = shuffled(source, x.axes.length);
  return { value: p.permute(x.value, perm), axes: perm.map((k) => x.axes[k]!) };
};

const contraction: Step = (x, y) => {
  const [axis, ...batch] = x.axes.filter((a) => y.axes.includes(a));
  if (axis === undefined) return undefined;
  const at = (v: Tagged, axes: readonly number[]): readonly number[] =>
    axes.map((a) => v.axes.indexOf(a));
  const free = (v: Tagged): readonly number[] =>
    v.axes.filter((a) => a !== axis && !batch.includes(a));
  const value = p.dot(x.value, y.value, {
    contract: [at(x, [axis]), at(y, [axis])],
    batch: [at(x, batch), at(y, batch)],
  });
  return { value: p.tanh(value), axes: [...batch, ...free(x), ...free(y)] };
};

const backwards = (d: Dim): Value => {
  const i = p.iota([d], 0);
  return p.sub(p.fill(subDim(d, 1), i), i);
};

const reversed =
  (f: (x: Value, indices: Value, axis: number, d: Dim) => Value): Step =>
  (x, _, { source }) => {
    if (x.axes.length === 0) return undefined;
    const axis = integer(source, 0, x.axes.length - 1);
    const d = x.value.shape[axis]!;
    return like(x, f(x.value, backwards(d), axis, d));
  };

/** Two in a row along an axis, and a place in the second that the program computes. */
const doubled = (x: Value, y: Value, axis: number): readonly [Value, Value] => [
  p.concat([x, y], axis),
  p.reshape(p.div(p.fill(x.shape[axis]!, START), p.fill(2, START)), [1]),
];
const START: TensorType = { shape: [], dtype: DTypes.i32 };

/** The middle of two in a row. */
const middle: Step = (x, y, { source }) => {
  if (x.axes.length === 0 || !sameAxes(x, y)) return undefined;
  const axis = integer(source, 0, x.axes.length - 1);
  const [both, start] = doubled(x.value, y.value, axis);
  const size = [x.value.shape[axis]!];
  return like(x, p.dynamicSlice(both, start, { batch: 0, axes: [axis], size }));
};

/** One written over the middle of two, of which the last is taken. */
const overwritten: Step = (x, y, { source }) => {
  if (x.axes.length === 0 || !sameAxes(x, y)) return undefined;
  const axis = integer(source, 0, x.axes.length - 1);
  const [both, start] = doubled(x.value, y.value, axis);
  const places = { batch: 0, axes: [axis] };
  const written = p.update(both, x.value, start, places);
  const end = p.fill(-1, { shape: [1], dtype: DTypes.i32 });
  return like(x, p.dynamicSlice(written, end, { ...places, size: [x.value.shape[axis]!] }));
};

const flattened = (x: Value): Value => {
  const n = x.shape.reduce<Dim>((a, d) => mulDim(a, d), 1);
  return p.reshape(p.sin(p.reshape(x, [n])), x.shape);
};

const masked: Step = (x, y) => {
  if (!sameAxes(x, y) || x.axes.length === 0) return undefined;
  const i = p.iota(x.value.shape, 0);
  return like(x, p.select(p.less(i, p.fill(1, i)), x.value, y.value));
};

/** Steps whose derivative exists everywhere. */
export const smoothSteps: readonly Step[] = [
  unary(p.tanh),
  unary(p.sin),
  unary(p.cos),
  unary(p.neg),
  unary(damped),
  unary(root),
  unary(logarithm),
  unary(flattened),
  binary(p.add),
  binary(p.sub),
  binary(p.mul),
  binary(quotient),
  sum,
  spread,
  turn,
  contraction,
  contraction,
  middle,
  overwritten,
  reversed((x, i, axis) => p.gather(x, i, axis)),
  reversed((x, i, axis, size) => p.scatterAdd(x, i, { axis, size })),
  masked,
];
