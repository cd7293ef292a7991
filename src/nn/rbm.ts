/**
 * Restricted Boltzmann machines, the layers that deep belief networks are trained by one after the other: visible and
 * hidden units of {0, 1}, their conditional probabilities, energies, samples and contrastive divergence.
 */

import { stopGradient } from '../control/index.ts';
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  sameDType,
  type Tensor,
  untyped,
} from '../core/tensor.ts';
import { expand, sigmoidOf, softplusOf, sumAlong } from '../ops/index.ts';
import { add, cast, div, fill, mul, neg, permute, reduceSum, sub } from '../prim/index.ts';
import { bernoulli, foldIn, type Key } from '../random/index.ts';
import { type Init, initOf } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import { type LastTo, lastToShape, type Shape, type Show, show, sizeOf } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import { paramSpec } from './init.ts';
import { type Initializer, normalOf, zerosOf } from './initializers.ts';
import { linear } from './linear.ts';

/** The parameters of a restricted Boltzmann machine of V visible and H hidden units. */
export interface RbmP<V extends Dim, H extends Dim> {
  readonly w: Tensor<[V, H]>;
  /** the biases of the visible units */
  readonly visible: Tensor<[V]>;
  /** the biases of the hidden units */
  readonly hidden: Tensor<[H]>;
}

/** How the parameters get their first values. */
export interface RbmOptions {
  /** of the weights, normal of deviation 0.01 if absent: Hinton 2012, 8 */
  readonly weights?: Initializer;
}

/** The parameters for v visible and h hidden units; the biases are 0. */
export const rbmSpec = <V extends number, H extends number>(
  v: V,
  h: H,
  { weights = normalOf({ std: 0.01 }) }: RbmOptions = {},
): Init<RbmP<V, H>> =>
  initOf({
    w: paramSpec([v, h], weights),
    visible: paramSpec([v], zerosOf),
    hidden: paramSpec([h], zerosOf),
  });

interface Machine {
  readonly w: Value;
  readonly visible: Value;
  readonly hidden: Value;
}

type Into<X extends AnyTensor, I extends Dim, O extends Dim, Op extends string> = F32Rule<
  Op,
  LastTo<X['shape'], I, O, Op>,
  X['dtype']
>;
/** The shape without its last axis, or the sentence. */
type Rows<R> = R extends Shape
  ? R extends readonly [...infer A extends Dim[], Dim]
    ? A
    : Dim[]
  : R;

/** Throws unless the last axis of x has the units of this axis of w. */
const check = (op: string, { w }: Machine, x: Value, axis: 0 | 1): void => {
  must(sameDType(x, w, op, lastToShape(x.shape, w.shape[axis]!, w.shape[axis]!, op)));
};

/** v w + c and h w^T + b: the logits of the units of the other layer. */
const ofHidden = (p: Machine, v: Value): Value => linear(v, p.w, p.hidden);
const ofVisible = (p: Machine, h: Value): Value => linear(h, permute(p.w, [1, 0]), p.visible);
/** sum_i a_i b_i along the last axis. */
const inner = (a: Value, b: Value): Value => sumAlong(mul(a, expand(b, a.shape)), -1);

/**
 * P(h_j = 1 | v) = sigmoid(sum_i v_i w_ij + c_j) of the hidden units, c their biases: [..., V] -> [..., H].
 * Smolensky 1986; Hinton 2002. scikit-learn: BernoulliRBM.transform.
 */
export function rbmHidden<V extends Dim, H extends Dim, X extends AnyTensor>(
  p: RbmP<V, H>,
  v: Ok<Into<X, V, H, 'rbmHidden'>, X>,
): Ret<Into<X, V, H, 'rbmHidden'>>;
export function rbmHidden(p: Machine, v: Value): Value {
  check('rbmHidden', p, v, 0);
  return sigmoidOf(ofHidden(p, v));
}

/** P(v_i = 1 | h) = sigmoid(sum_j w_ij h_j + b_i) of the visible units, b their biases: [..., H] -> [..., V]. Hinton 2002. */
export function rbmVisible<V extends Dim, H extends Dim, X extends AnyTensor>(
  p: RbmP<V, H>,
  h: Ok<Into<X, H, V, 'rbmVisible'>, X>,
): Ret<Into<X, H, V, 'rbmVisible'>>;
export function rbmVisible(p: Machine, h: Value): Value {
  check('rbmVisible', p, h, 1);
  return sigmoidOf(ofVisible(p, h));
}

type HiddenOf<X extends AnyTensor, V extends Dim, H extends Dim> = LastTo<
  X['shape'],
  V,
  H,
  'rbmEnergy'
>;
/** The shape without its last axis, if the hidden units are as many rows as the visible ones. */
type Together<X extends AnyTensor, Y extends AnyTensor, V extends Dim, H extends Dim> = F32Rule<
  'rbmEnergy',
  HiddenOf<X, V, H> extends infer W
    ? W extends Shape
      ? Y['shape'] extends W
        ? Rows<W>
        : `rbmEnergy: the hidden units must be ${Show<W>}, got ${Show<Y['shape']>}`
      : W
    : never,
  Y['dtype']
>;

/**
 * E(v, h) = -sum_i b_i v_i - sum_j c_j h_j - sum_ij v_i w_ij h_j of both layers' units, row by row: [..., V] and
 * [..., H] -> [...]. Their joint probability is e^-E / Z. Smolensky 1986; Goodfellow, Bengio, Courville 16.7.1.
 */
export function rbmEnergy<V extends Dim, H extends Dim, X extends AnyTensor, Y extends AnyTensor>(
  p: RbmP<V, H>,
  v: Ok<Into<X, V, H, 'rbmEnergy'>, X>,
  h: Ok<Together<X, Y, V, H>, Y>,
): Ret<Together<X, Y, V, H>>;
export function rbmEnergy(p: Machine, v: Value, h: Value): Value {
  check('rbmEnergy', p, v, 0);
  const want = [...v.shape.slice(0, -1), p.hidden.shape[0]!];
  if (show(h.shape) !== show(want)) {
    throw new ShapeError(`rbmEnergy: the hidden units must be ${show(want)}, got ${show(h.shape)}`);
  }
  must(sameDType(h, p.w, 'rbmEnergy', h.shape));
  return neg(add(inner(v, p.visible), inner(h, ofHidden(p, v))));
}

/**
 * F(v) = -sum_i b_i v_i - sum_j ln(1 + e^(sum_i v_i w_ij + c_j)), row by row: [..., V] -> [...]. e^-F(v) / Z is the
 * probability of v, the sum of e^-E(v, h) over all h. Hinton 2012, 16. scikit-learn: BernoulliRBM._free_energy.
 */
export function rbmFreeEnergy<V extends Dim, H extends Dim, X extends AnyTensor>(
  p: RbmP<V, H>,
  v: Ok<Into<X, V, H, 'rbmFreeEnergy'>, X>,
): Ret<Rows<Into<X, V, H, 'rbmFreeEnergy'>>>;
export function rbmFreeEnergy(p: Machine, v: Value): Value {
  check('rbmFreeEnergy', p, v, 0);
  return freeEnergy(p, v);
}
const freeEnergy = (p: Machine, v: Value): Value =>
  neg(add(inner(v, p.visible), sumAlong(softplusOf(ofHidden(p, v)), -1)));

const drawn = (key: Key, probabilities: Value): Value =>
  cast(untyped(bernoulli)(key, probabilities, probabilities.shape), probabilities.dtype);

/**
 * One step of Gibbs sampling: h drawn by P(h | v), then v' by P(v | h), zeros and ones: [..., V] -> [..., V]. Without
 * derivative. Hinton 2002. scikit-learn: BernoulliRBM.gibbs.
 */
export function rbmGibbs<V extends Dim, H extends Dim, X extends AnyTensor>(
  p: RbmP<V, H>,
  v: Ok<Into<X, V, V, 'rbmGibbs'>, X>,
  key: Key,
): Ret<Into<X, V, V, 'rbmGibbs'>>;
export function rbmGibbs(p: Machine, v: Value, key: Key): Value {
  check('rbmGibbs', p, v, 0);
  const h = drawn(foldIn(key, 0), sigmoidOf(ofHidden(p, v)));
  return drawn(foldIn(key, 1), sigmoidOf(ofVisible(p, h)));
}

const meanEnergy = (p: Machine, v: Value): Value => {
  const f = freeEnergy(p, v);
  const total = reduceSum(f, [...f.shape.keys()]);
  return div(total, fill(sizeOf(f.shape), total));
};

/**
 * mean F(v) - mean F(v-), v- a sample of the machine that derivatives do not enter: a scalar whose gradient is the mean
 * of v- h(v-) - v h(v) for w, of v- - v and of h(v-) - h(v) for the biases, h(v) = P(h | v). With v- = rbmGibbs(p, v, key)
 * it is contrastive divergence (CD-1), with a chain of samples that goes on from step to step persistent contrastive
 * divergence. v [..., V], v- of as many rows or others. Hinton 2002; Tieleman 2008. scikit-learn: BernoulliRBM.
 */
export function contrastiveDivergence<
  V extends Dim,
  H extends Dim,
  X extends AnyTensor,
  Y extends AnyTensor,
>(
  p: RbmP<V, H>,
  v: Ok<Into<X, V, H, 'contrastiveDivergence'>, X>,
  sample: Ok<Into<Y, V, H, 'contrastiveDivergence'>, Y>,
): Tensor<[]>;
export function contrastiveDivergence(p: Machine, v: Value, sample: Value): Value {
  check('contrastiveDivergence', p, v, 0);
  check('contrastiveDivergence', p, sample, 0);
  return sub(meanEnergy(p, v), meanEnergy(p, stopGradient(sample)));
}
