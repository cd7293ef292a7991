/** Comparison of two tensors of one dtype, broadcasting, to truth values; and choice by them. NaN compares as false. */
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
import type { Broadcast, Shape, Verdict } from '../types/shape.ts';
import { expand, expandBoth } from './expand.ts';
import { notOf } from './logic.ts';
import { type Both, type Numbers, numbers, type Second } from './rules.ts';
import { atMost } from './stated.ts';

type Relation = (a: Value, b: Value) => Value;

const compare = (op: string, f: Relation, a: Value, b: Value): Value =>
  f(...expandBoth(op, numbers(op, a), b));

/** a < b, elementwise, broadcasting, as bool; false where either is NaN. PyTorch: lt; JAX: less. */
export function less<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'less'>,
  b: Second<A, B, 'less'>,
): Both<A, B, 'less', bool>;
export function less(a: Value, b: Value): Value {
  return compare('less', p.less, a, b);
}

/** a <= b, elementwise, broadcasting, as bool; false where either is NaN. PyTorch: le; JAX: less_equal. */
export function lessEqual<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'lessEqual'>,
  b: Second<A, B, 'lessEqual'>,
): Both<A, B, 'lessEqual', bool>;
export function lessEqual(a: Value, b: Value): Value {
  return compare('lessEqual', atMost, a, b);
}

/** a > b, elementwise, broadcasting, as bool; false where either is NaN. PyTorch: gt; JAX: greater. */
export function greater<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'greater'>,
  b: Second<A, B, 'greater'>,
): Both<A, B, 'greater', bool>;
export function greater(a: Value, b: Value): Value {
  return compare('greater', (x, y) => p.less(y, x), a, b);
}

/** a >= b, elementwise, broadcasting, as bool; false where either is NaN. PyTorch: ge; JAX: greater_equal. */
export function greaterEqual<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'greaterEqual'>,
  b: Second<A, B, 'greaterEqual'>,
): Both<A, B, 'greaterEqual', bool>;
export function greaterEqual(a: Value, b: Value): Value {
  return compare('greaterEqual', (x, y) => atMost(y, x), a, b);
}

/** a = b, elementwise, broadcasting, of any dtype, as bool; false where either is NaN. PyTorch: eq; JAX: equal. */
export function equal<A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: Second<A, B, 'equal'>,
): Both<A, B, 'equal', bool>;
export function equal(a: Value, b: Value): Value {
  return p.equal(...expandBoth('equal', a, b));
}

/**
 * Not a = b, elementwise, broadcasting, of any dtype, as bool; true where either is NaN. PyTorch: ne; JAX: not_equal.
 */
export function notEqual<A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: Second<A, B, 'notEqual'>,
): Both<A, B, 'notEqual', bool>;
export function notEqual(a: Value, b: Value): Value {
  return notOf(p.equal(...expandBoth('notEqual', a, b)));
}

/** The common shape of a condition and two choices. */
export type Where<P extends Shape, A extends Shape, B extends Shape> =
  Broadcast<A, B, 'where'> extends infer R
    ? R extends Shape
      ? Broadcast<P, R, 'where'>
      : R
    : never;
/** The common shape of a condition and two choices. */
export function whereShape<const P extends Shape, const A extends Shape, const B extends Shape>(
  p: P,
  a: A,
  b: B,
): Verdict<Where<P, A, B>>;
export function whereShape(condition: Shape, a: Shape, b: Shape): Shape | string {
  const choice = broadcastDims(a, b, 'where');
  return typeof choice === 'string' ? choice : broadcastDims(condition, choice, 'where');
}

/** A tensor of truth values, or the message. */
type Condition<P extends AnyTensor> = P['dtype'] extends bool
  ? P
  : `where: the condition must be bool, got ${P['dtype']['dtype']}`;

/**
 * condition ? a : b, elementwise, broadcasting; what is not chosen never matters, even where it is NaN. PyTorch, JAX:
 * where.
 */
export function where<P extends AnyTensor, A extends AnyTensor, B extends AnyTensor>(
  condition: Condition<P>,
  a: A,
  b: Ok<SameDType<A, B, 'where', Where<P['shape'], A['shape'], B['shape']>>, B>,
): Ret<Where<P['shape'], A['shape'], B['shape']>, A['dtype']>;
export function where(condition: Value, a: Value, b: Value): Value {
  if (condition.dtype.dtype !== 'bool') {
    throw new DTypeError(`where: the condition must be bool, got ${condition.dtype.dtype}`);
  }
  const shape = must(sameDType(a, b, 'where', whereShape(condition.shape, a.shape, b.shape)));
  return p.select(expand(condition, shape), expand(a, shape), expand(b, shape));
}
