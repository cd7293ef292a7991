/** Schedules: learning rates as functions of the steps done, in the program and, for a number, as an expression of it. */
import { DTypeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isValue, type Tensor, untyped } from '../core/tensor.ts';
import { cast, exp, fill, less, literal, log, maximum, mul, select, sqrt } from '../prim/index.ts';
import { type DType, DTypes, type i32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { minimum, plus, times } from './leaf.ts';
import { naturalLog } from './natural-log.ts';

/** A step, or a tensor of steps; or the sentence. */
export type StepOf<S extends Shape, D extends DType> = D extends i32
  ? number | Tensor<S, D>
  : `schedule: the step must be i32, got ${D['dtype']}`;

/**
 * The rate after so many steps, as an expression: `evaluate(schedule(3)).data[0]` is the very number that a program
 * computes at step 3. A tensor of steps gives the rates of all of them: schedule(arange(100)).
 */
export type Schedule = <S extends Shape = [], D extends DType = i32>(
  step: StepOf<S, D>,
) => Tensor<S>;

/** An f32 rate of an i32 step, of any shape. */
export type RateOf = (step: Value) => Value;

const stepOf = (step: unknown): Value => {
  if (!isValue(step)) return literal(Number(step), DTypes.i32);
  if (step.dtype.dtype === 'i32') return step;
  throw new DTypeError(`schedule: the step must be i32, got ${step.dtype.dtype}`);
};

/** The schedule of a rate. */
export function scheduleOf(rate: RateOf): Schedule;
export function scheduleOf(rate: RateOf): (step: never) => Value {
  return (step: unknown) => rate(stepOf(step));
}

/** The rate of a schedule. */
export const rateIn =
  (schedule: Schedule): RateOf =>
  (step) =>
    untyped(schedule)(step);

/** An i32 as a float, exact up to 2^24. */
export const real = (n: Value): Value => cast(n, DTypes.f32);
/** The rate k at every step. */
export const constantAt = (k: number, step: Value): Value => fill(k, real(step));
/** step - begin, held within 0 and length. */
export const since = (step: Value, begin: number, length: number): Value =>
  minimum(maximum(plus(step, -begin), fill(0, step)), fill(length, step));

/** at(i) from bounds[i - 1] on and before bounds[i]; the last one from the last bound on. */
export const piecewise = (
  step: Value,
  bounds: readonly number[],
  at: (i: number) => Value,
): Value =>
  bounds.reduceRight(
    (later, bound, i) => select(less(step, fill(bound, step)), at(i), later),
    at(bounds.length),
  );

const integerPower = (x: Value, n: number): Value =>
  Array.from({ length: n - 1 }).reduce<Value>((y) => mul(y, x), x);

/** x^k for x >= 0 and a number k > 0. */
export const power = (x: Value, k: number): Value => {
  if (k === 0.5) return sqrt(x);
  return Number.isInteger(k) && k > 0 && k <= 8 ? integerPower(x, k) : exp(times(k, log(x)));
};

/** 12 bits of x, so that a product with an integer below 2^12 is exact in f32. */
const highBits = (x: number): number => {
  const c = x * (2 ** 41 + 1);
  return c - (c - x);
};

/** base^(n / every) for integers n of any dtype: e^(n h) e^(n l), h + l = ln(base) / every, where n h is exact. */
export const powerOf = (base: number, every: number, n: Value): Value => {
  const rate = naturalLog(base) / every;
  const high = highBits(rate);
  const x = real(n);
  return mul(exp(times(high, x)), exp(times(rate - high, x)));
};
