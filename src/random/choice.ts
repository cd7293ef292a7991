/** Choosing among n things, or among the rows of a tensor, with or without putting them back. */
import { scanValues } from '../control/index.ts';
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, isValue, type Ok, type Tensor, type Writable } from '../core/tensor.ts';
import { searchSortedOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { type Dim, subDim } from '../types/dim.ts';
import type { i32 } from '../types/dtype.ts';
import { type Shape, show, sizeOf } from '../types/shape.ts';
import { gumbelOf } from './inversion.ts';
import type { AnyKey, Keyed } from './key.ts';
import { parameterTensor } from './parameter.ts';
import { permutationOf } from './permutation.ts';
import { below, unit } from './uniform.ts';

/** How things are chosen. */
export interface ChoiceOptions {
  /** true, the default: a thing may be chosen more than once */
  readonly replace?: boolean;
  /** the probability of each thing; without it all are alike */
  readonly p?: Tensor<readonly [Dim]>;
}

/** w_0, w_0 + w_1, ... */
const sumsOf = (weights: Value): Value => {
  const [length] = weights.shape;
  const start = p.fill(0, { shape: [], dtype: weights.dtype });
  const add = ([sum]: readonly Value[], [w]: readonly Value[]): readonly (readonly Value[])[] => {
    const next = p.add(sum!, w!);
    return [[next], [next]];
  };
  return scanValues(add, [start], [weights], { length: length! }).ys[0]!;
};

/** By inversion: where a number uniform in (0, total] stands among the sums of the weights so far. */
const byProbability = (key: Keyed, weights: Value, shape: Shape): Value => {
  const sums = sumsOf(weights);
  const u = unit(key, shape);
  const last = p.slice(sums, { start: [subDim(sums.shape[0]!, 1)], size: [1], stride: [1] });
  const total = p.broadcast(p.reshape(last, []), shape, []);
  return searchSortedOf(sums, p.mul(total, p.sub(p.fill(1, u), u)), 'left');
};

/** The first of an order; sizes that have names are compared once they are bound. */
const firstOf = (order: Value, shape: Shape): Value => {
  const [n, k] = [order.shape[0]!, sizeOf(shape)];
  if (typeof n === 'number' && typeof k === 'number' && k > n)
    throw new ShapeError(`choice: cannot choose ${show(shape)} of ${n} without replacement`);
  return p.reshape(p.slice(order, { start: [0], size: [k], stride: [1] }), shape);
};

const weightsOf = (given: Value, n: Dim): Value => {
  const weights = parameterTensor('choice', given);
  if (weights.shape.length === 1 && weights.shape[0] === n) return weights;
  throw new ShapeError(`choice: ${show(weights.shape)} are not probabilities of ${n} things`);
};

const positions = (
  key: Keyed,
  n: Dim,
  shape: Shape,
  { replace = true, p: given }: ChoiceOptions,
): Value => {
  if (given === undefined) {
    return replace ? below(key, shape, n) : firstOf(permutationOf(key, n), shape);
  }
  const weights = weightsOf(given, n);
  if (replace) return byProbability(key, weights, shape);
  const scores = p.add(gumbelOf(key, [n]), p.log(weights));
  return firstOf(p.argSort(scores, true), shape);
};

/** What may be chosen from, or the message. */
export type Choices<X> = X extends AnyTensor
  ? X['shape'] extends readonly []
    ? 'choice: needs rank >= 1, got []'
    : X
  : X;
/** What is chosen: positions, or entries in the place of the first axis. */
export type Chosen<X, S extends Shape> = X extends AnyTensor
  ? X['shape'] extends readonly [Dim, ...infer R extends Shape]
    ? Tensor<[...S, ...R], X['dtype']>
    : Tensor<Dim[], X['dtype']>
  : Tensor<Writable<S>, i32>;

/**
 * Positions 0 to n - 1, or entries of a tensor's first axis, chosen at random: with replacement independent ones, without
 * it the first of a random order, where with probabilities p the most probable tend to come first (Gumbel, largest first).
 * Differentiable in the tensor. Throws ShapeError where more are chosen than there are, without replacement. JAX:
 * random.choice; NumPy: Generator.choice; PyTorch: multinomial.
 */
export function choice<const X extends number | AnyTensor, const S extends Shape>(
  key: AnyKey,
  from: Ok<Choices<X>, X>,
  shape: S,
  options?: ChoiceOptions,
): Chosen<X, S>;
export function choice(
  key: Keyed,
  from: number | Value,
  shape: Shape,
  options: ChoiceOptions = {},
): Value {
  if (!isValue(from)) return positions(key, from, shape, options);
  const [n] = from.shape;
  if (n === undefined) throw new ShapeError('choice: needs rank >= 1, got []');
  return p.gather(from, positions(key, n, shape, options), 0);
}
