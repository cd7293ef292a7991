/** Arithmetic on two tensors of one dtype, broadcasting: add, sub, mul, div, maximum, minimum; and scaling by a number. */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { DType } from '../types/dtype.ts';
import { expandBoth } from './expand.ts';
import {
  type Both,
  type Floats,
  floats,
  isInteger,
  type Numbers,
  numbers,
  type Second,
} from './rules.ts';

const binary = (op: string, f: (a: Value, b: Value) => Value, a: Value, b: Value): Value =>
  f(...expandBoth(op, numbers(op, a), b));

/**
 * a + b, elementwise; sizes of 1 and missing axes broadcast, as in NumPy: [2, 1], [3] -> [2, 3]. Integers wrap.
 * PyTorch, JAX: add.
 */
export function add<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'add'>,
  b: Second<A, B, 'add'>,
): Both<A, B, 'add'>;
export function add(a: Value, b: Value): Value {
  return binary('add', p.add, a, b);
}

/** a - b, elementwise, broadcasting. Integers wrap. PyTorch: sub; JAX: subtract. */
export function sub<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'sub'>,
  b: Second<A, B, 'sub'>,
): Both<A, B, 'sub'>;
export function sub(a: Value, b: Value): Value {
  return binary('sub', p.sub, a, b);
}

/** a b, elementwise, broadcasting. Integers wrap. PyTorch: mul; JAX: multiply. */
export function mul<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'mul'>,
  b: Second<A, B, 'mul'>,
): Both<A, B, 'mul'>;
export function mul(a: Value, b: Value): Value {
  return binary('mul', p.mul, a, b);
}

/**
 * a / b, elementwise, broadcasting. Integers truncate toward 0, and a / 0 is 0 for them. PyTorch: div; JAX: divide,
 * for integers lax.div.
 */
export function div<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'div'>,
  b: Second<A, B, 'div'>,
): Both<A, B, 'div'>;
export function div(a: Value, b: Value): Value {
  return binary('div', p.div, a, b);
}

/**
 * The larger of a and b, elementwise, broadcasting; NaN wins; the derivative is 1 by the larger, half of each on a
 * tie. PyTorch, JAX: maximum.
 */
export function maximum<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'maximum'>,
  b: Second<A, B, 'maximum'>,
): Both<A, B, 'maximum'>;
export function maximum(a: Value, b: Value): Value {
  return binary('maximum', p.maximum, a, b);
}

/** What no number of a dtype is below: -inf for floats. */
export const lowestOf = ({ dtype }: DType): number =>
  dtype === 'i32' ? -(2 ** 31) : dtype === 'u32' ? 0 : Number.NEGATIVE_INFINITY;

/** The map that turns the order of numbers round and is its own inverse: -x, for integers ~x, which cannot overflow. */
export const reversed = (x: Value): Value =>
  isInteger(x.dtype) ? p.xor(x, p.fill(x.dtype.dtype === 'u32' ? 2 ** 32 - 1 : -1, x)) : p.neg(x);

/**
 * The smaller of a and b, elementwise, broadcasting; NaN wins; the derivative is 1 by the smaller, half of each on a
 * tie. PyTorch, JAX: minimum.
 */
export function minimum<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'minimum'>,
  b: Second<A, B, 'minimum'>,
): Both<A, B, 'minimum'>;
export function minimum(a: Value, b: Value): Value {
  return binary('minimum', (x, y) => reversed(p.maximum(reversed(x), reversed(y))), a, b);
}

/** k x for a number k. Shape: S -> S. PyTorch, JAX: k * x. */
export function scale<T extends AnyTensor>(
  k: number,
  x: Floats<T, 'scale'>,
): Tensor<T['shape'], T['dtype']>;
export function scale(k: number, x: Value): Value {
  return p.mul(p.fill(k, floats('scale', x)), x);
}
