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
  const [x, y] = expandBoth('or', bits('or', a), b);
  return p.xor(p.xor(x, y), p.and(x, y));
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
export const not: Not = /* @__PURE__ */ layer((x) => p.xor(bits('not', x), ones(x)), 'not');
