/** Uniform numbers: random bits, floats in an interval, integers in a range. */
import type { Value } from '../core/node.ts';
import type { Tensor, Writable } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { DTypes, type i32, type u32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { type AnyKey, children, type Keyed, wordsOf } from './key.ts';

/** 32 random bits an element. JAX: random.bits. */
export function bits<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>, u32>;
export function bits(key: Keyed, shape: Shape): Value {
  return wordsOf(key, shape);
}

/** Floats uniform in [0, 1): the 23 high bits as the fraction of a float in [1, 2), minus 1. */
export const unit = (key: Keyed, shape: Shape): Value => {
  const fraction = p.shiftRight(wordsOf(key, shape), 9);
  // the exponent's bits are clear in the fraction, so that xor sets them
  const float = p.bitcast(p.xor(fraction, p.fill(0x3f800000, fraction)), DTypes.f32);
  return p.sub(float, p.fill(1, float));
};

/** u in [0, 1) moved to [min, max), given max - min. */
export const stretched = (u: Value, min: Value, span: Value): Value =>
  p.maximum(min, p.add(p.mul(u, span), min));

/** A half-open interval [min, max). */
export interface Interval {
  /** 0 if absent */
  readonly min?: number;
  /** 1 if absent; not attained */
  readonly max?: number;
}

/** Floats uniform in [min, max), multiples of (max - min) 2^-23. */
export const uniformOf = (key: Keyed, shape: Shape, { min = 0, max = 1 }: Interval = {}): Value => {
  const u = unit(key, shape);
  const [low, high] = [Math.fround(min), Math.fround(max)];
  return stretched(u, p.fill(low, u), p.fill(Math.fround(high - low), u));
};

/**
 * Floats uniform in [min, max), multiples of (max - min) 2^-23: density 1 / (max - min). JAX: random.uniform;
 * PyTorch: rand.
 */
export function uniform<const S extends Shape>(
  key: AnyKey,
  shape: S,
  interval?: Interval,
): Tensor<Writable<S>>;
export function uniform(key: Keyed, shape: Shape, interval: Interval = {}): Value {
  return uniformOf(key, shape, interval);
}

/** x mod m for unsigned integers. */
const modulo = (x: Value, m: Value): Value => p.sub(x, p.mul(p.div(x, m), m));

/** A half-open range [min, max) of integers. */
export interface IntegerRange {
  readonly min: number;
  /** not attained; a range that is empty gives min */
  readonly max: number;
}

/** The integers 0 to n - 1, as many as x has elements, of u32; of none, 0 alone. */
interface Span {
  readonly size: Value;
  /** 2^32 mod n, computed in 32 bits as the words are */
  readonly factor: Value;
}

const spanOf = (n: Dim, x: Value): Span => {
  if (typeof n === 'number') {
    const span = Math.max(n, 1);
    const half = 2 ** 16 % span;
    return { size: p.fill(span, x), factor: p.fill((Math.imul(half, half) >>> 0) % span, x) };
  }
  const size = p.maximum(p.fill(n, x), p.fill(1, x));
  const half = modulo(p.fill(2 ** 16, x), size);
  return { size, factor: modulo(p.mul(half, half), size) };
};

/** Integers uniform in [0, n). */
export const below = (key: Keyed, shape: Shape, n: Dim): Value => {
  const [high, low] = children(key, 2).map((k) => wordsOf(k, shape));
  const { size, factor } = spanOf(n, high!);
  const lifted = p.mul(modulo(high!, size), factor);
  return p.cast(modulo(p.add(lifted, modulo(low!, size)), size), DTypes.i32);
};

/** Integers uniform in [min, max). */
export const randintOf = (key: Keyed, shape: Shape, { min, max }: IntegerRange): Value => {
  const offset = below(key, shape, max - min);
  return p.add(offset, p.fill(min, offset));
};

/**
 * Integers uniform in [min, max), from 64 random bits an element, so that the bias of the remainder is below
 * (max - min) 2^-64. JAX: random.randint.
 */
export function randint<const S extends Shape>(
  key: AnyKey,
  shape: S,
  range: IntegerRange,
): Tensor<Writable<S>, i32>;
export function randint(key: Keyed, shape: Shape, range: IntegerRange): Value {
  return randintOf(key, shape, range);
}
