/** Vectors brought to length 1, and distances and angles between vectors. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
  type Tensor,
} from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { broadcastDims } from '../types/broadcast.ts';
import type { Float } from '../types/dtype.ts';
import {
  axisOf,
  type Broadcast,
  type Cdist,
  cdistShape,
  type Reduce,
  reduceDims,
  type Shape,
} from '../types/shape.ts';
import { expand } from './expand.ts';
import { normOver } from './norm.ts';
import { along } from './rows.ts';
import { type Floats, floats } from './rules.ts';

/** Which norm, and where it counts as more than it is. */
export interface NormalizeOptions {
  /** p of the p-norm, 2 if absent */
  readonly order?: number;
  /** what the norm counts as where it is less, 1e-12 if absent */
  readonly eps?: number;
}

/** The type of `normalize(axis)`: the axis exists, the shape stays. */
export interface Normalize<I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Reduce<InShape<this>, I, true, 'normalize'> extends infer M
      ? M extends string
        ? M
        : Tensor<InShape<this>, InDType<this>>
      : never
    : `normalize: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/** max(x, eps) for a constant, with derivative 0 below it. */
const atLeast = (x: Value, eps: number): Value => {
  const least = p.fill(eps, x);
  return p.select(p.less(x, least), least, x);
};

/**
 * x / max(||x||, eps) along the axis, the p-norm for p = 2 or another `order`; of the zero vector 0. Shape: S -> S.
 * PyTorch: F.normalize; Keras: UnitNormalization.
 */
export const normalize = <const I extends number = -1>(
  axis?: I,
  { order = 2, eps = 1e-12 }: NormalizeOptions = {},
): Normalize<I> =>
  layer((x) => {
    const at = axis ?? -1;
    must(reduceDims(floats('normalize', x).shape, [at], true, 'normalize'));
    const own = axisOf(x.shape, at);
    return p.div(x, along(x, own, atLeast(normOver(order)(x, [own]), eps)));
  }, 'normalize');

/** The shapes broadcast, then reduced over an axis. */
export type Paired<A extends Shape, B extends Shape, I extends number, Op extends string> =
  Broadcast<A, B, Op> extends infer R ? (R extends Shape ? Reduce<R, I, false, Op> : R) : never;

const pairedShape = (a: Shape, b: Shape, axis: number, op: string): Shape | string => {
  const both = broadcastDims(a, b, op);
  return typeof both === 'string' ? both : reduceDims(both, [axis], false, op);
};

type Pair = readonly [a: Value, b: Value, axis: number];
/** Both operands at their common shape, checked, and the axis as 0 to rank - 1. */
const paired = (op: string, a: Value, b: Value, axis: number): Pair => {
  must(sameDType(floats(op, a), b, op, pairedShape(a.shape, b.shape, axis, op)));
  const shape = must(broadcastDims(a.shape, b.shape, op));
  return [expand(a, shape), expand(b, shape), axisOf(shape, axis)];
};

/** How vectors are compared. */
export interface CosineOptions<I extends number> {
  /** along which axis of the common shape they lie, -1 if absent */
  readonly axis?: I;
  /** what their lengths count as where they are less, 1e-8 if absent */
  readonly eps?: number;
}

/**
 * a . b / (max(||a||, eps) max(||b||, eps)) along an axis, which disappears: [..., C], [..., C] -> [...]. Shapes
 * broadcast. PyTorch: F.cosine_similarity.
 */
export function cosineSimilarity<
  A extends AnyTensor,
  B extends AnyTensor,
  const I extends number = -1,
>(
  a: Floats<A, 'cosineSimilarity'>,
  b: Ok<
    SameDType<A, B, 'cosineSimilarity', Paired<A['shape'], B['shape'], I, 'cosineSimilarity'>>,
    B
  >,
  options?: CosineOptions<I>,
): Ret<Paired<A['shape'], B['shape'], I, 'cosineSimilarity'>, A['dtype']>;
export function cosineSimilarity(
  a: Value,
  b: Value,
  { axis = -1, eps = 1e-8 }: CosineOptions<number> = {},
): Value {
  const [x, y, at] = paired('cosineSimilarity', a, b, axis);
  const length = (v: Value): Value => atLeast(normOver(2)(v, [at]), eps);
  return p.div(p.reduceSum(p.mul(x, y), [at]), p.mul(length(x), length(y)));
}

/** Which distance. */
export interface DistanceOptions {
  /** p of the p-norm, 2 if absent; 1: Manhattan, Infinity: Chebyshev */
  readonly order?: number;
  /** added to every difference, 1e-6 if absent, so that equal vectors have a derivative */
  readonly eps?: number;
}

/**
 * ||a - b + eps|| along the last axis, which disappears: [..., C], [..., C] -> [...]. Shapes broadcast. PyTorch:
 * F.pairwise_distance.
 */
export function pairwiseDistance<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'pairwiseDistance'>,
  b: Ok<
    SameDType<A, B, 'pairwiseDistance', Paired<A['shape'], B['shape'], -1, 'pairwiseDistance'>>,
    B
  >,
  options?: DistanceOptions,
): Ret<Paired<A['shape'], B['shape'], -1, 'pairwiseDistance'>, A['dtype']>;
export function pairwiseDistance(
  a: Value,
  b: Value,
  { order = 2, eps = 1e-6 }: DistanceOptions = {},
): Value {
  const [x, y, at] = paired('pairwiseDistance', a, b, -1);
  const difference = p.sub(x, y);
  return normOver(order)(p.add(difference, p.fill(eps, difference)), [at]);
}

/**
 * The distance ||a_i - b_j|| of every row of a to every row of b: [..., M, K], [..., N, K] -> [..., M, N]; leading axes
 * broadcast. From the differences, so that near vectors keep their digits; the derivative of distance 0 is 0. PyTorch:
 * cdist; SciPy: spatial.distance.cdist.
 */
export function cdist<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'cdist'>,
  b: Ok<SameDType<A, B, 'cdist', Cdist<A['shape'], B['shape']>>, B>,
  options?: Pick<DistanceOptions, 'order'>,
): Ret<Cdist<A['shape'], B['shape']>, A['dtype']>;
export function cdist(
  a: Value,
  b: Value,
  { order = 2 }: Pick<DistanceOptions, 'order'> = {},
): Value {
  const rule = cdistShape(a.shape, b.shape);
  const shape = [...must(sameDType(floats('cdist', a), b, 'cdist', rule)), a.shape.at(-1)!];
  const left = p.reshape(a, a.shape.toSpliced(-1, 0, 1));
  const right = p.reshape(b, b.shape.toSpliced(-2, 0, 1));
  const difference = p.sub(expand(left, shape), expand(right, shape));
  return normOver(order)(difference, [shape.length - 1]);
}
