/** Bounds on gradients: of all together by their norm, of each element, of each tensor, of each unit. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import {
  div,
  exp,
  fill,
  less,
  literal,
  log,
  maximum,
  mul,
  reduceMax,
  reduceSum,
  reshape,
  select,
  sqrt,
} from '../prim/index.ts';
import { leaves, rebuild } from '../tree/index.ts';
import { DTypes } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';
import { checkedSteps } from './checked.ts';
import type { StatelessForm, Steps, Transform } from './form.ts';
import { inverse, minimum, plus, scaled, size, square, squaredNorm, times, total } from './leaf.ts';
import { overAll, stateless } from './stateless.ts';

const all = (x: Value): readonly number[] => [...x.shape.keys()];

/** (sum of |x|^p)^(1/p) for p other than 2, 1 and infinity; |x| / the largest cannot overflow. */
const powerNorm = (xs: readonly Value[], p: number): Value => {
  const most = largest(xs);
  const unit = select(less(fill(0, most), most), most, fill(1, most));
  const powers = xs.map((x) => {
    const ratio = div(size(x), expand(unit, x.shape));
    return reduceSum(exp(times(p, log(ratio))), all(x));
  });
  return mul(most, exp(times(1 / p, log(total(powers)))));
};

const largest = (xs: readonly Value[]): Value =>
  xs.length === 0
    ? literal(0, DTypes.f32)
    : xs.map((x) => reduceMax(size(x), all(x))).reduce(maximum);

const normOf = (xs: readonly Value[], p: number): Value => {
  if (p === 2) return sqrt(total(xs.map(squaredNorm)));
  if (p === 1) return total(xs.map((x) => reduceSum(size(x), all(x))));
  return p === Number.POSITIVE_INFINITY ? largest(xs) : powerNorm(xs, p);
};

/** The norm that is bounded. */
export interface GlobalNormOptions {
  /** its order, a positive number or Infinity: 2 is the Euclidean norm; 2 if absent */
  readonly order?: number;
}

const orderOf = ({ order = 2 }: GlobalNormOptions): number => {
  if (order > 0) return order;
  throw new RangeError(`globalNorm: the order must be positive, got ${order}`);
};

/**
 * (sum of |x|^order)^(1 / order) over all elements of all tensors of a tree; of order Infinity the largest |x|.
 * optax: global_norm.
 */
export function globalNorm(tree: unknown, options?: GlobalNormOptions): Tensor<[]>;
export function globalNorm(tree: unknown, options: GlobalNormOptions = {}): Value {
  return normOf(leaves(tree), orderOf(options));
}

/**
 * A tree of gradients times min(1, maxNorm / (norm + 1e-6)), and the norm before: one factor for all, so that the
 * direction stays. Pascanu et al. 2013. PyTorch: clip_grad_norm_.
 */
export function clipGradNorm<G>(
  grads: G,
  maxNorm: number,
  options?: GlobalNormOptions,
): readonly [clipped: G, norm: Tensor<[]>];
export function clipGradNorm(
  grads: unknown,
  maxNorm: number,
  options: GlobalNormOptions = {},
): readonly [unknown, Value] {
  const xs = leaves(grads);
  const norm = normOf(xs, orderOf(options));
  const factor = minimum(fill(1, norm), div(fill(maxNorm, norm), plus(norm, 1e-6)));
  return [
    rebuild(
      grads,
      xs.map((x) => scaled(factor, x)),
    ),
    norm,
  ];
}

const within = (x: Value, bound: number): Value =>
  minimum(maximum(x, fill(-bound, x)), fill(bound, x));

/** Every element of a tree of gradients, held within [-bound, bound]. PyTorch: clip_grad_value_. */
export function clipGradValue<G>(grads: G, bound: number): G;
export function clipGradValue(grads: unknown, bound: number): unknown {
  return rebuild(
    grads,
    leaves(grads).map((x) => within(x, bound)),
  );
}

/**
 * Gradients times maxNorm / norm where the norm of all of them together is above maxNorm, a stage of `chain`. Pascanu et
 * al. 2013. optax: clip_by_global_norm.
 */
export function clipByGlobalNorm(
  maxNorm: number,
  options?: GlobalNormOptions,
): Transform<StatelessForm>;
export function clipByGlobalNorm(maxNorm: number, options: GlobalNormOptions = {}): Steps {
  const order = orderOf(options);
  return checkedSteps(
    overAll((gs) => {
      const norm = normOf(gs, order);
      const small = less(norm, fill(maxNorm, norm));
      const factor = select(small, fill(1, norm), div(fill(maxNorm, norm), norm));
      return gs.map((g) => scaled(factor, g));
    }),
  );
}

/** Every element of the gradients held within [-bound, bound], a stage of `chain`. optax: clip. */
export function clipByValue(bound: number): Transform<StatelessForm>;
export function clipByValue(bound: number): Steps {
  return checkedSteps(stateless((g) => within(g, bound)));
}

/**
 * The gradient of each tensor divided by max(1, rms / threshold), rms the root mean square of its elements, a stage of
 * `chain`. Shazeer and Stern 2018. optax: clip_by_block_rms.
 */
export function clipByBlockRms(threshold: number): Transform<StatelessForm>;
export function clipByBlockRms(threshold: number): Steps {
  return checkedSteps(
    stateless((g) => {
      const squares = squaredNorm(g);
      const rms = sqrt(div(squares, fill(sizeOf(g.shape), squares)));
      return scaled(inverse(maximum(times(1 / threshold, rms), fill(1, rms))), g);
    }),
  );
}

/** The norms over all axes but the last, of one unit each; of a vector or scalar, its whole norm. */
const unitNorms = (x: Value): Value => {
  const axes = x.shape.length <= 1 ? all(x) : all(x).slice(0, x.shape.length === 3 ? 1 : -1);
  const kept = x.shape.map((d, k) => (axes.includes(k) ? 1 : d));
  return reshape(sqrt(reduceSum(square(x), axes)), kept);
};

const clippedUnits = (g: Value, p: Value, ratio: number, eps: number): Value => {
  const [norms, sizes] = [unitNorms(g), unitNorms(p)];
  const most = times(ratio, maximum(sizes, fill(eps, sizes)));
  // a norm of 0 is below the bound: this only keeps the side that is not taken finite
  const factor = div(most, maximum(norms, fill(1e-6, norms)));
  const factors = select(less(norms, most), fill(1, factor), factor);
  return mul(expand(factors, g.shape), g);
};

/**
 * The gradient of each unit held to ratio max(|p|, eps), p its weights: of a dense layer's w [in, out] the columns, of
 * filters [..., in, out] all but the last axis, of a vector its whole; of three axes, all but the first are units. A
 * stage of `chain`. Brock et al. 2021. optax: adaptive_grad_clip.
 */
export function adaptiveGradClip(ratio: number, eps?: number): Transform<StatelessForm>;
export function adaptiveGradClip(ratio: number, eps = 1e-3): Steps {
  return checkedSteps(stateless((g, p) => clippedUnits(g, p, ratio, eps)));
}
