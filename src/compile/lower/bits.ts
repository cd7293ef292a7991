/** The bits of numbers, as memory and registers hold them. */
import { BF16, F16, halfBits, roundHalf } from '../../core/half.ts';
import type { DTypeName } from '../../types/dtype.ts';

/** Two words, the lower first; of what has at most 32 bits, the upper is 0. */
export type Bits = readonly [low: number, high: number];

const words = (data: ArrayBufferLike): Bits => {
  const [low = 0, high = 0] = new Int32Array(data);
  return [low, high];
};

/** 64 bits of an integer, whatever is beyond them cut off. */
const long = (value: number): Bits =>
  words(BigInt64Array.of(BigInt.asIntN(64, BigInt(Math.trunc(value)))).buffer);

const IN_MEMORY: Readonly<Record<DTypeName, (value: number) => Bits>> = {
  f32: (v) => words(Float32Array.of(v).buffer),
  f64: (v) => words(Float64Array.of(v).buffer),
  i32: (v) => [v | 0, 0],
  u32: (v) => [v | 0, 0],
  bool: (v) => [Number(v !== 0), 0],
  u8: (v) => [v & 255, 0],
  f16: (v) => [halfBits(v, F16), 0],
  bf16: (v) => [halfBits(v, BF16), 0],
  i64: long,
};

/** The bits of one element in memory. */
export const elementBits = (value: number, dtype: DTypeName): Bits => IN_MEMORY[dtype](value);

/** The bits of a number in a register of 32 bits (a lane mask for bool). */
export const bitsOf = (value: number, dtype: DTypeName): number =>
  dtype === 'bool' ? -Number(value !== 0) : elementBits(value, dtype)[0];

const HELD: Readonly<Record<Exclude<DTypeName, 'bool' | 'i64'>, (value: number) => number>> = {
  f32: Math.fround,
  f64: (v) => v,
  i32: (v) => v | 0,
  u32: (v) => v >>> 0,
  u8: (v) => v & 255,
  f16: (v) => roundHalf(v, F16),
  bf16: (v) => roundHalf(v, BF16),
};

/** The bits of a number in a register of 64 bits: an f64, a mask for bool, i64 as it is. */
export const wideBitsOf = (value: number, dtype: DTypeName): Bits => {
  if (dtype === 'bool') return value === 0 ? [0, 0] : [-1, -1];
  return dtype === 'i64' ? long(value) : elementBits(HELD[dtype](value), 'f64');
};
