/** Sums and choices of several tensors of one dtype, broadcasting. */
import { DTypeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
} from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { broadcastDims } from '../types/broadcast.ts';
import type { bool } from '../types/dtype.ts';
import { type Broadcast, type Broadcast3, broadcast3 } from '../types/shape.ts';
import { expand, expandBoth } from './expand.ts';
import {
  type Both,
  type Floats,
  floats,
  isInteger,
  type Numbers,
  numbers,
  type Second,
} from './rules.ts';
import { log1pOf, sigmoidOf } from './smooth.ts';
import { magnitude, one, statedByEach, times } from './stated.ts';

/** The difference, 0 where both are equal, as infinities are. */
const difference = (a: Value, b: Value): Value => p.select(p.equal(a, b), p.zeros(a), p.sub(a, b));
const logAddExpOf = statedByEach(
  'logAddExp',
  (a, b) => p.add(p.maximum(a!, b!), log1pOf(p.exp(p.neg(magnitude(difference(a!, b!)))))),
  [([a, b]) => sigmoidOf(difference(a!, b!)), ([a, b]) => sigmoidOf(difference(b!, a!))],
);
/**
 * ln(e^a + e^b) = max(a, b) + ln(1 + e^-|a - b|), which does not overflow; derivatives sigmoid(a - b) and
 * sigmoid(b - a). Shapes broadcast. PyTorch, JAX: logaddexp.
 */
export function logAddExp<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'logAddExp'>,
  b: Second<A, B, 'logAddExp'>,
): Both<A, B, 'logAddExp'>;
export function logAddExp(a: Value, b: Value): Value {
  return logAddExpOf(...expandBoth('logAddExp', floats('logAddExp', a), b));
}

/** The third operand, or the message. */
export type Third<
  A extends AnyTensor,
  B extends AnyTensor,
  C extends AnyTensor,
  Op extends string,
> = Ok<SameDType<A, C, Op, Broadcast3<A['shape'], B['shape'], C['shape'], Op>>, C>;
/** The result of an op on three tensors. */
export type All3<
  A extends AnyTensor,
  B extends AnyTensor,
  C extends AnyTensor,
  Op extends string,
> = Ret<Broadcast3<A['shape'], B['shape'], C['shape'], Op>, A['dtype']>;

/** Three operands of one dtype in their common shape. */
export const expandThree = (
  op: string,
  a: Value,
  b: Value,
  c: Value,
): readonly [Value, Value, Value] => {
  const rule = broadcast3(a.shape, b.shape, c.shape, op);
  const to = must(sameDType(a, c, op, sameDType(a, b, op, rule)));
  return [expand(a, to), expand(b, to), expand(c, to)];
};

const interpolated = (a: Value, b: Value, w: Value): Value => {
  const d = p.sub(b, a);
  const fromEnd = p.sub(b, p.mul(d, p.sub(one(w), w)));
  return p.select(p.less(w, p.fill(0.5, w)), p.add(a, p.mul(w, d)), fromEnd);
};
/**
 * a + w (b - a), exactly a at w = 0 and b at w = 1. Shapes broadcast. PyTorch: lerp.
 */
export function lerp<A extends AnyTensor, B extends AnyTensor, C extends AnyTensor>(
  a: Floats<A, 'lerp'>,
  b: Second<A, B, 'lerp'>,
  weight: Third<A, B, C, 'lerp'>,
): All3<A, B, C, 'lerp'>;
export function lerp(a: Value, b: Value, weight: Value): Value {
  return interpolated(...expandThree('lerp', floats('lerp', a), b, weight));
}

/** a + value b c; value is 1 if absent. Shapes broadcast. PyTorch: addcmul. */
export function addcmul<A extends AnyTensor, B extends AnyTensor, C extends AnyTensor>(
  a: Numbers<A, 'addcmul'>,
  b: Second<A, B, 'addcmul'>,
  c: Third<A, B, C, 'addcmul'>,
  value?: number,
): All3<A, B, C, 'addcmul'>;
export function addcmul(a: Value, b: Value, c: Value, value = 1): Value {
  const whole = !isInteger(a.dtype) || Number.isInteger(value);
  if (!whole) throw new DTypeError(`addcmul: ${value} is no ${a.dtype.dtype}; use cast`);
  const [x, y, z] = expandThree('addcmul', numbers('addcmul', a), b, c);
  return p.add(x, times(value, p.mul(y, z)));
}

/** A mask of truth values that broadcasts with x, or the message. */
export type Mask<A extends AnyTensor, M extends AnyTensor> = M['dtype'] extends bool
  ? Ok<Broadcast<A['shape'], M['shape'], 'maskedFill'>, M>
  : `maskedFill: the mask must be bool, got ${M['dtype']['dtype']}`;
/**
 * x, but the number `value` where the mask is true: maskedFill(scores, mask, -Infinity); derivative 0 there, even where
 * x is NaN. Shapes broadcast. PyTorch: masked_fill; JAX: where(mask, value, x).
 */
export function maskedFill<A extends AnyTensor, M extends AnyTensor>(
  x: Numbers<A, 'maskedFill'>,
  mask: Mask<A, M>,
  value: number,
): Both<A, M, 'maskedFill', A['dtype']>;
export function maskedFill(x: Value, mask: Value, value: number): Value {
  if (mask.dtype.dtype !== 'bool') {
    throw new DTypeError(`maskedFill: the mask must be bool, got ${mask.dtype.dtype}`);
  }
  numbers('maskedFill', x);
  const to = must(broadcastDims(x.shape, mask.shape, 'maskedFill'));
  const full = expand(x, to);
  return p.select(expand(mask, to), p.fill(value, full), full);
}
