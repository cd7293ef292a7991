/** Where functions are defined and smooth: numbers for arguments, kept away from poles, kinks and jumps. */
import type { DTypeName } from '../types/dtype.ts';
import { integer, type Random, shuffled } from './random.ts';

/**
 * The elements of one argument, drawn from a source of numbers uniform in [0, 1): at most two for each element, as those
 * after them are zeros. A source of zeros gives the simplest elements, which is where counter-examples shrink to.
 */
export type Domain = (source: Random, size: number) => readonly number[];

/** A domain whose elements are drawn one by one. */
export const each =
  (f: (source: Random) => number): Domain =>
  (source, size) =>
    Array.from({ length: size }, () => f(source));

/** 1 first, then up to 2, then down to 0.3. */
const magnitude = (source: Random): number => {
  const u = source();
  return u < 0.5 ? 1 + 2 * u : 1 - 1.4 * (u - 0.5);
};
const sign = (source: Random): number => (source() < 0.5 ? 1 : -1);
/** 0, 1, -1, 2, -2, up to the bound. */
const around = (source: Random, bound: number): number => {
  const k = integer(source, 0, 2 * bound);
  return k % 2 === 1 ? (k + 1) / 2 : -k / 2;
};

/** Numbers from 0.3 to 2: for logarithms, roots and what is divided by. */
export const positive: Domain = each(magnitude);
/** Numbers from 0.3 to 2 with either sign: away from the pole or kink at zero. */
export const nonZero: Domain = each((s) => sign(s) * magnitude(s));
/** Numbers from -0.9 to 0.9: for inverse sines, tangents and correlations. */
export const unit: Domain = each((s) => sign(s) * (0.1 + 0.8 * s()));
/** Numbers 0.2 to 0.8 above an integer: away from the jumps of rounding. */
export const offInteger: Domain = each((s) => around(s, 3) + 0.2 + 0.6 * s());
/** Multiples of a half, shifted: the elements of two arguments with different shifts are never equal. */
export const grid = (shift: number): Domain => each((s) => around(s, 4) / 2 + shift);
/** Numbers of which no two are equal or close: for maxima and sorting. */
export const distinct: Domain = (source, size) =>
  shuffled(source, size).map((i) => (i - size / 3) / 4);
/** Integers from lo to hi, both included: for indices and labels. */
export const integers = (lo: number, hi: number): Domain => each((s) => integer(s, lo, hi));
/** 0 and 1: for masks. */
export const booleans: Domain = integers(0, 1);

const mostly =
  (small: (source: Random) => number, all: (source: Random) => number) =>
  (source: Random): number =>
    source() < 0.8 ? small(source) : all(source);

const domainOf: Readonly<Record<DTypeName, Domain>> = {
  f32: nonZero,
  f64: nonZero,
  f16: nonZero,
  bf16: nonZero,
  i32: each(
    mostly(
      (s) => around(s, 9),
      (s) => integer(s, -(2 ** 31), 2 ** 31 - 1),
    ),
  ),
  u32: each(
    mostly(
      (s) => integer(s, 0, 9),
      (s) => integer(s, 0, 2 ** 32 - 1),
    ),
  ),
  bool: booleans,
  u8: integers(0, 255),
  i64: integers(-9, 9),
};
/** Numbers that a dtype holds, the extremes of integers among them; floats are not zero. */
export const anyOf = (dtype: DTypeName): Domain => domainOf[dtype];
