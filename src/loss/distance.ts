/** Losses of distances between vectors along the last axis. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type SameDType, sameDType } from '../core/tensor.ts';
import {
  expand,
  expandBoth,
  expandThree,
  type Floats,
  floats,
  magnitude,
  type Second,
  sumAlong,
  type Third,
} from '../ops/index.ts';
import * as p from '../prim/index.ts';
import {
  type Broadcast,
  type Broadcast3,
  broadcastDims,
  type Leading,
  leadingOf,
  type Shape,
} from '../types/shape.ts';
import { aboveZero, plus, where } from './elementwise.ts';
import type { Margin } from './margin.ts';
import { type LossOf, type LossOptions, type LossReduction, reduced } from './reduction.ts';

/** The rows of vectors in a common shape S. */
type RowsIn<S, Op extends string> = S extends Shape ? Leading<S, Op> : S;
type RowsOfPair<A extends AnyTensor, B extends AnyTensor, Op extends string> = RowsIn<
  Broadcast<A['shape'], B['shape'], Op>,
  Op
>;
type Targets<R, C extends Shape, Op extends string> = R extends Shape ? Broadcast<R, C, Op> : R;

const EPS = 1e-12;
const lengthOf = (x: Value): Value => p.sqrt(plus(sumAlong(p.mul(x, x), -1), EPS));

/**
 * 1 - cos(a, b) where y = 1, max(0, cos(a, b) - margin) where y = -1, of vectors a, b along the last axis and targets y of
 * their dtype, by rows: [..., D], [..., D] and [...]; margin 0. 1e-12 is added to squared lengths. PyTorch:
 * cosine_embedding_loss.
 */
export function cosineEmbeddingLoss<
  A extends AnyTensor,
  B extends AnyTensor,
  C extends AnyTensor,
  R extends LossReduction = 'mean',
>(
  a: Floats<A, 'cosineEmbeddingLoss'>,
  b: Ok<RowsOfPair<A, B, 'cosineEmbeddingLoss'>, Second<A, B, 'cosineEmbeddingLoss'>>,
  target: Ok<
    SameDType<
      A,
      C,
      'cosineEmbeddingLoss',
      Targets<RowsOfPair<A, B, 'cosineEmbeddingLoss'>, C['shape'], 'cosineEmbeddingLoss'>
    >,
    C
  >,
  options?: LossOptions<R> & Margin,
): LossOf<
  Targets<RowsOfPair<A, B, 'cosineEmbeddingLoss'>, C['shape'], 'cosineEmbeddingLoss'>,
  R,
  A['dtype']
>;
export function cosineEmbeddingLoss(
  a: Value,
  b: Value,
  target: Value,
  { margin = 0, reduction }: LossOptions & Margin = {},
): Value {
  const op = 'cosineEmbeddingLoss';
  const [x1, x2] = expandBoth(op, floats(op, a), b);
  const rows = must(leadingOf(x1.shape, op));
  const shape = must(sameDType(a, target, op, broadcastDims(rows, target.shape, op)));
  const angle = p.div(sumAlong(p.mul(x1, x2), -1), p.mul(lengthOf(x1), lengthOf(x2)));
  const [cos, y] = [expand(angle, shape), expand(target, shape)];
  const apart = where(y, -1, aboveZero(plus(cos, -margin)));
  return reduced(p.add(where(y, 1, plus(p.neg(cos), 1)), apart), reduction);
}

/** x^(1/n), with derivative 0 at 0. */
const root = (x: Value, n: number): Value => {
  const none = p.equal(x, p.zeros(x));
  const own = p.select(none, p.fill(1, x), x);
  const y = n === 2 ? p.sqrt(own) : p.pow(own, p.fill(1 / n, own));
  return p.select(none, p.zeros(x), y);
};
/** |x|^n, with derivative 0 at 0. */
const powered = (x: Value, n: number): Value => {
  if (n === 2) return p.mul(x, x);
  const size = magnitude(x);
  if (n === 1) return size;
  const none = p.equal(size, p.zeros(size));
  const own = p.select(none, p.fill(1, size), size);
  return p.select(none, p.zeros(size), p.pow(own, p.fill(n, own)));
};

/** (sum_i |a_i - b_i + eps|^n)^(1/n) along the last axis. */
const distance = (a: Value, b: Value, n: number, eps: number): Value => {
  const d = plus(p.sub(a, b), eps);
  if (n === Number.POSITIVE_INFINITY) return p.reduceMax(magnitude(d), [d.shape.length - 1]);
  const total = sumAlong(powered(d, n), -1);
  return n === 1 ? total : root(total, n);
};

/** What a triplet loss can be told. */
export interface TripletMarginOptions extends Margin {
  /** the norm of differences, >= 1; 2, Euclid's, unless told otherwise */
  readonly p?: number;
  /** is added to differences, 1e-6 unless told otherwise */
  readonly eps?: number;
  /** the negative is compared with the positive too, and the smaller distance counts. Balntas et al. 2016 */
  readonly swap?: boolean;
}

/**
 * max(0, |anchor - positive| - |anchor - negative| + margin) of vectors along the last axis, by rows, all [..., D]; margin
 * 1. Schroff, Kalenichenko, Philbin 2015. PyTorch: triplet_margin_loss.
 */
export function tripletMarginLoss<
  A extends AnyTensor,
  B extends AnyTensor,
  C extends AnyTensor,
  R extends LossReduction = 'mean',
>(
  anchor: Floats<A, 'tripletMarginLoss'>,
  positive: Second<A, B, 'tripletMarginLoss'>,
  negative: Ok<
    RowsIn<
      Broadcast3<A['shape'], B['shape'], C['shape'], 'tripletMarginLoss'>,
      'tripletMarginLoss'
    >,
    Third<A, B, C, 'tripletMarginLoss'>
  >,
  options?: LossOptions<R> & TripletMarginOptions,
): LossOf<
  RowsIn<Broadcast3<A['shape'], B['shape'], C['shape'], 'tripletMarginLoss'>, 'tripletMarginLoss'>,
  R,
  A['dtype']
>;
export function tripletMarginLoss(
  anchor: Value,
  positive: Value,
  negative: Value,
  options: LossOptions & TripletMarginOptions = {},
): Value {
  const op = 'tripletMarginLoss';
  const { margin = 1, p: n = 2, eps = 1e-6, swap = false, reduction } = options;
  if (!(n >= 1)) throw new ShapeError(`${op}: p must be a number >= 1, got ${n}`);
  const [a, b, c] = expandThree(op, anchor, positive, negative);
  must(leadingOf(a!.shape, op));
  const apart = distance(a!, c!, n, eps);
  const far = swap ? p.neg(p.maximum(p.neg(apart), p.neg(distance(b!, c!, n, eps)))) : apart;
  return reduced(aboveZero(plus(p.sub(distance(a!, b!, n, eps), far), margin)), reduction);
}
