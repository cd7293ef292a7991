/** Negative log-likelihoods of counts and of normally distributed numbers. */
import { composite } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import { expandThree, type Floats, floats, type Second, type Third, times } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Broadcast3 } from '../types/shape.ts';
import { type ElementwiseLoss, elementwiseLoss, plus } from './elementwise.ts';
import { type LossOf, type LossOptions, type LossReduction, reduced } from './reduction.ts';

/** What a Poisson likelihood can be told. */
export interface PoissonOptions {
  /** the prediction is the logarithm of the rate: true unless told otherwise. PyTorch: log_input */
  readonly logInput?: boolean;
  /** Stirling's approximation of ln y! is added where y > 1: false unless told otherwise */
  readonly full?: boolean;
  /** is added to a rate before its logarithm is taken, 1e-8 unless told otherwise */
  readonly eps?: number;
}

/** y ln y - y + ln(2 pi y) / 2 where y > 1, else 0. */
const stirling = (y: Value): Value => {
  const large = p.less(p.fill(1, y), y);
  const own = p.select(large, y, p.fill(1, y));
  const half = times(0.5, p.log(times(2 * Math.PI, own)));
  return p.select(large, p.add(p.sub(p.mul(own, p.log(own)), own), half), p.zeros(y));
};

/**
 * e^x - y x for the logarithm x of a rate and a count y, elementwise, broadcasting; of a rate x it is
 * x - y ln(x + eps). PyTorch: poisson_nll_loss; Keras: Poisson.
 */
export const poissonNegativeLogLikelihood: ElementwiseLoss<
  'poissonNegativeLogLikelihood',
  PoissonOptions
> = /* @__PURE__ */ elementwiseLoss<'poissonNegativeLogLikelihood', PoissonOptions>(
  'poissonNegativeLogLikelihood',
  (x, y, { logInput = true, full = false, eps = 1e-8 }) => {
    const loss = logInput ? p.sub(p.exp(x), p.mul(y, x)) : p.sub(x, p.mul(y, p.log(plus(x, eps))));
    return full ? p.add(loss, stirling(y)) : loss;
  },
);

/** What a normal likelihood can be told. */
export interface GaussianOptions {
  /** ln(2 pi) / 2 is added: false unless told otherwise */
  readonly full?: boolean;
  /** the least variance that counts, 1e-6 unless told otherwise; the derivative is that of the variance that counts */
  readonly eps?: number;
}

/** max(x, least), whose derivative is that of x. */
const atLeast = (x: Value, least: number): Value =>
  composite('atLeast', (v) => [p.maximum(v!, p.fill(least, v!))], {
    jvp: ([t]) => [t ?? null],
    batch: ([v]) => [atLeast(v!, least)],
  })(x)[0]!;

/**
 * (ln v + (mean - y)^2 / v) / 2 for targets y and variances v, elementwise, broadcasting. Nix and Weigend 1994. PyTorch:
 * gaussian_nll_loss.
 */
export function gaussianNegativeLogLikelihood<
  A extends AnyTensor,
  B extends AnyTensor,
  C extends AnyTensor,
  R extends LossReduction = 'mean',
>(
  mean: Floats<A, 'gaussianNegativeLogLikelihood'>,
  target: Second<A, B, 'gaussianNegativeLogLikelihood'>,
  variance: Third<A, B, C, 'gaussianNegativeLogLikelihood'>,
  options?: LossOptions<R> & GaussianOptions,
): LossOf<
  Broadcast3<A['shape'], B['shape'], C['shape'], 'gaussianNegativeLogLikelihood'>,
  R,
  A['dtype']
>;
export function gaussianNegativeLogLikelihood(
  mean: Value,
  target: Value,
  variance: Value,
  { full = false, eps = 1e-6, reduction }: LossOptions & GaussianOptions = {},
): Value {
  const [x, y, v] = expandThree(
    'gaussianNegativeLogLikelihood',
    floats('gaussianNegativeLogLikelihood', mean),
    target,
    variance,
  );
  const [d, own] = [p.sub(x!, y!), atLeast(v!, eps)];
  const loss = times(0.5, p.add(p.log(own), p.div(p.mul(d, d), own)));
  return reduced(full ? plus(loss, 0.5 * Math.log(2 * Math.PI)) : loss, reduction);
}
