/** Logic on truth values and on the bits of integers, broadcasting. */
import { DTypeError } from '../core/error.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { bool, Integer } from '../types/dtype.ts';
import { expandBoth } from './expand.ts';
import { type Both, isInteger, type Second } from './rules.ts';

/** A tensor of truth values or integers, or the message. */
type Bits<A extends AnyTensor, Op extends string> = A['dtype'] extends Integer | bool
  ? A
  : `${Op}: needs a bool or integer tensor, got ${A['dtype']['dtype']}`;
const bits = (op: string, x: Value): Value => {
  if (x.dtype.dtype === 'bool' || isInteger(x.dtype)) return x;
  throw new DTypeError(`${op}: needs a bool or integer tensor, got ${x.dtype.dtype}`);
};

/** All bits set. */
const ones = (x: Value): Value =>
  p.fill(x.dtype.dtype === 'bool' ? 1 : x.dtype.dtype === 'u32' ? 2 ** 32 - 1 : -1, x);

/** `not` of truth values or integers. */
export const notOf = (x: Value): Value => p.xor(x, ones(x));
/** `or` of truth values or integers of one shape. */
export const orOf = (a: Value, b: Value): Value => p.xor(p.xor(a, b), p.and(a, b));

/** a and b, elementwise, broadcasting; bitwise on integers. PyTorch: logical_and, bitwise_and; JAX: the same. */
export function and<A extends AnyTensor, B extends AnyTensor>(
  a: Bits<A, 'and'>,
  b: Second<A, B, 'and'>,
): Both<A, B, 'and'>;
export function and(a: Value, b: Value): Value {
  return p.and(...expandBoth('and', bits('and', a), b));
}

/** a or b, elementwise, broadcasting; bitwise on integers. PyTorch: logical_or, bitwise_or; JAX: the same. */
export function or<A extends AnyTensor, B extends AnyTensor>(
  a: Bits<A, 'or'>,
  b: Second<A, B, 'or'>,
): Both<A, B, 'or'>;
export function or(a: Value, b: Value): Value {
  return orOf(...expandBoth('or', bits('or', a), b));
}

/**
 * Either a or b, elementwise, broadcasting; bitwise on integers. PyTorch: logical_xor, bitwise_xor; JAX: the same.
 */
export function xor<A extends AnyTensor, B extends AnyTensor>(
  a: Bits<A, 'xor'>,
  b: Second<A, B, 'xor'>,
): Both<A, B, 'xor'>;
export function xor(a: Value, b: Value): Value {
  return p.xor(...expandBoth('xor', bits('xor', a), b));
}

/** The type of `not`: truth values or integers, the same shape. */
export interface Not extends Layer {
  readonly [Out]: InDType<this> extends Integer | bool
    ? Tensor<InShape<this>, InDType<this>>
    : `not: needs a bool or integer tensor, got ${InDType<this>['dtype']}`;
}
/** Not x; all bits of integers. Shape: S -> S. PyTorch: logical_not, bitwise_not; JAX: the same. */
export const not: Not = /* @__PURE__ */ layer((x) => notOf(bits('not', x)), 'not');
