/** Uniform numbers: random bits, floats in an interval, truth values, integers in a range. */
import type { Value } from '../core/node.ts';
import type { Tensor, Writable } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type bool, DTypes, type i32, type u32 } from '../types/dtype.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import { type Key, keyAt, split } from './key.ts';
import { randomWords } from './threefry.ts';

/** 32 random bits an element. JAX: random.bits. */
export function bits<const S extends Shape>(key: Key, shape: S): Tensor<Writable<S>, u32>;
export function bits(key: Value, shape: Shape): Value {
  return p.reshape(randomWords(key, sizeOf(shape)), shape);
}

/** The 23 high bits as the fraction of a float in [1, 2), minus 1. */
const unit = (words: Value): Value => {
  const fraction = p.shiftRight(words, 9);
  // the exponent's bits are clear in the fraction, so that xor sets them
  const float = p.bitcast(p.xor(fraction, p.fill(0x3f800000, fraction)), DTypes.f32);
  return p.sub(float, p.fill(1, float));
};

/** A half-open interval [min, max). */
export interface Interval {
  /** 0 if absent */
  readonly min?: number;
  /** 1 if absent; not attained */
  readonly max?: number;
}

/** Floats uniform in [min, max), multiples of (max - min) 2^-23. JAX: random.uniform. */
export function uniform<const S extends Shape>(
  key: Key,
  shape: S,
  interval?: Interval,
): Tensor<Writable<S>>;
export function uniform(key: Key, shape: Shape, { min = 0, max = 1 }: Interval = {}): Value {
  const u = unit(bits(key, shape));
  const [low, high] = [Math.fround(min), Math.fround(max)];
  const scaled = p.mul(u, p.fill(Math.fround(high - low), u));
  const least = p.fill(low, u);
  return p.maximum(least, p.add(scaled, least));
}

/** True with probability p. JAX: random.bernoulli. */
export function bernoulli<const S extends Shape>(
  key: Key,
  probability: number,
  shape: S,
): Tensor<Writable<S>, bool>;
export function bernoulli(key: Key, probability: number, shape: Shape): Value {
  const u: Value = uniform(key, shape);
  return p.less(u, p.fill(Math.fround(probability), u));
}

/** x mod m for unsigned integers. */
const modulo = (x: Value, m: number): Value => {
  const span = p.fill(m, x);
  return p.sub(x, p.mul(p.div(x, span), span));
};

/**
 * Integers uniform in [min, max), from 64 random bits an element, so that the bias of the remainder is below
 * (max - min) 2^-64. JAX: random.randint.
 */
export function randint<const S extends Shape>(
  key: Key,
  shape: S,
  range: { readonly min: number; readonly max: number },
): Tensor<Writable<S>, i32>;
export function randint(
  key: Key,
  shape: Shape,
  { min, max }: { readonly min: number; readonly max: number },
): Value {
  const keys = split(key);
  const [high, low] = [0, 1].map((i) => bits(keyAt(keys, i), shape));
  const span = Math.max(max - min, 1);
  const half = 2 ** 16 % span;
  // 2^32 mod span, computed in 32 bits as the words are
  const factor = (Math.imul(half, half) >>> 0) % span;
  const lifted = p.mul(modulo(high!, span), p.fill(factor, high!));
  const offset = modulo(p.add(lifted, modulo(low!, span)), span);
  return p.add(p.cast(offset, DTypes.i32), p.fill(min, { ...offset, dtype: DTypes.i32 }));
}
