/** How far two sets of samples are from being drawn from one distribution: the maximum mean discrepancy. */
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type SameDType,
  sameDType,
  type Tensor,
} from '../core/tensor.ts';
import { expand, type Floats, floats, times } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import { type DynRank, type MsgNeq, neq, type Show, show, type Uni } from '../types/show.ts';
import { sumOf } from './reduction.ts';

/** The kernel, and which estimate. */
export interface DiscrepancyOptions {
  /** sigma of the kernel, 1 if absent; of several, the kernel is the sum of theirs */
  readonly bandwidth?: number | readonly number[];
  /** whether pairs of a sample with itself are left out: its mean is right, it may be below 0; false if absent */
  readonly unbiased?: boolean;
}

const OP = 'maximumMeanDiscrepancy';

/** |a_i - b_j|^2: [M, D], [N, D] -> [M, N]. */
const squaredDistances = (a: Value, b: Value): Value => {
  const [m, n, d] = [a.shape[0]!, b.shape[0]!, a.shape[1]!];
  const left = expand(p.reshape(a, [m, 1, d]), [m, n, d]);
  const difference = p.sub(left, expand(p.reshape(b, [1, n, d]), [m, n, d]));
  return p.reduceSum(p.mul(difference, difference), [2]);
};

const kernelSum = (a: Value, b: Value, bandwidths: readonly number[]): Value => {
  const squares = squaredDistances(a, b);
  const each = bandwidths.map((s) => sumOf(p.exp(times(-1 / (2 * s * s), squares))));
  return each.reduce(p.add);
};

const count = (shape: Shape, like: Value): Value => p.fill(sizeOf(shape), like);

/** The mean of the kernel over all pairs of one set, of a sample with itself or not. */
const within = (x: Value, bandwidths: readonly number[], unbiased: boolean): Value => {
  const total = kernelSum(x, x, bandwidths);
  const m = count([x.shape[0]!], total);
  if (!unbiased) return p.div(total, p.mul(m, m));
  const own = times(bandwidths.length, m);
  return p.div(p.sub(total, own), p.mul(m, p.sub(m, p.fill(1, m))));
};

const checked = (bandwidth: number | readonly number[]): readonly number[] => {
  const all = typeof bandwidth === 'number' ? [bandwidth] : bandwidth;
  if (all.length > 0 && all.every((s) => s > 0)) return all;
  throw new RangeError(`${OP}: bandwidths must be positive, got [${all.join(', ')}]`);
};

type Op = typeof OP;
/** The scalar's shape, or why these are no two sets of samples of one size. */
type Sets<A extends Shape, B extends Shape> = true extends DynRank<A> | DynRank<B>
  ? []
  : A extends readonly [Dim, infer D extends Dim]
    ? B extends readonly [Dim, infer E extends Dim]
      ? [Uni<D, E>] extends [never]
        ? `${Op}: samples differ in size: ${Show<A>} and ${Show<B>} ${MsgNeq<D, E>}`
        : []
      : `${Op}: needs [samples, features], got ${Show<B>}`
    : `${Op}: needs [samples, features], got ${Show<A>}`;

const setsShape = (a: Shape, b: Shape): Shape | string => {
  const odd = [a, b].find((s) => s.length !== 2);
  if (odd !== undefined) return `${OP}: needs [samples, features], got ${show(odd)}`;
  return a[1] === b[1]
    ? []
    : `${OP}: samples differ in size: ${show(a)} and ${show(b)} ${neq(a[1]!, b[1]!)}`;
};

/**
 * MMD^2 = mean k(x_i, x_j) + mean k(y_i, y_j) - 2 mean k(x_i, y_j) with the kernel k(a, b) = e^(-|a - b|^2 / (2 sigma^2))
 * of a bandwidth sigma, or the sum of those of several: 0 where both sets are the same, a loss of generators and a
 * metric of their samples. [M, D] and [N, D] give a scalar. Throws RangeError for a bandwidth that is not positive. Gretton
 * et al. 2012, (3) unbiased, (5) else. scikit-learn: rbf_kernel is k, with gamma = 1 / (2 sigma^2).
 */
export function maximumMeanDiscrepancy<A extends AnyTensor, B extends AnyTensor>(
  x: Floats<A, Op>,
  y: Ok<SameDType<A, B, Op, Sets<A['shape'], B['shape']>>, B>,
  options?: DiscrepancyOptions,
): Tensor<[], A['dtype']>;
export function maximumMeanDiscrepancy(
  x: Value,
  y: Value,
  { bandwidth = 1, unbiased = false }: DiscrepancyOptions = {},
): Value {
  must(sameDType(floats(OP, x), y, OP, setsShape(x.shape, y.shape)));
  const widths = checked(bandwidth);
  const own = p.add(within(x, widths, unbiased), within(y, widths, unbiased));
  const across = kernelSum(x, y, widths);
  const pairs = p.mul(count([x.shape[0]!], across), count([y.shape[0]!], across));
  return p.sub(own, times(2, p.div(across, pairs)));
}
