/** Kullback-Leibler divergences: of given probabilities, and of normal distributions in closed form. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import { expandBoth, type Floats, floats, type Second, times } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Broadcast } from '../types/shape.ts';
import { type ElementwiseLoss, elementwiseLoss, plus } from './elementwise.ts';
import { type LossOf, type LossReduction, reduced, sumOf } from './reduction.ts';

/** What a divergence can be told. */
export interface KlDivergenceOptions<R extends LossReduction | 'batchMean'> {
  /** the mean over all elements unless told otherwise; 'batchMean' is the sum divided by the first axis, the definition */
  readonly reduction?: R;
  /** the target is the logarithm of probabilities too: false unless told otherwise. PyTorch: log_target */
  readonly logTarget?: boolean;
}

/** q (ln q - x), 0 where q is 0. */
const pointwise = (x: Value, q: Value): Value => {
  const none = p.equal(q, p.zeros(q));
  const own = p.select(none, p.fill(1, q), q);
  return p.select(none, p.zeros(q), p.mul(q, p.sub(p.log(own), x)));
};

const batchMean = (x: Value): Value => {
  const total = sumOf(x);
  return p.div(total, p.fill(x.shape[0] ?? 1, total));
};

/**
 * q (ln q - x), elementwise, broadcasting, for the logarithm x of predicted probabilities and true ones q: summed over a
 * distribution it is KL(q || e^x). Kullback and Leibler 1951; Goodfellow, Bengio, Courville (3.50). PyTorch: kl_div;
 * Keras: KLDivergence (of probabilities).
 */
export function klDivergence<
  A extends AnyTensor,
  B extends AnyTensor,
  R extends LossReduction | 'batchMean' = 'mean',
>(
  logPrediction: Floats<A, 'klDivergence'>,
  target: Second<A, B, 'klDivergence'>,
  options?: KlDivergenceOptions<R>,
): LossOf<Broadcast<A['shape'], B['shape'], 'klDivergence'>, R, A['dtype']>;
export function klDivergence(
  logPrediction: Value,
  target: Value,
  { reduction, logTarget = false }: KlDivergenceOptions<LossReduction | 'batchMean'> = {},
): Value {
  const [x, y] = expandBoth('klDivergence', floats('klDivergence', logPrediction), target);
  const losses = logTarget ? p.mul(p.exp(y), p.sub(y, x)) : pointwise(x, y);
  return reduction === 'batchMean' ? batchMean(losses) : reduced(losses, reduction);
}

/**
 * (e^v + mean^2 - 1 - v) / 2 for the logarithm v of a variance, elementwise, broadcasting: KL(N(mean, e^v) || N(0, 1)),
 * the regulariser of a variational autoencoder once it is summed over the latent axis. Kingma and Welling 2014,
 * appendix B.
 */
export const gaussianKlDivergence: ElementwiseLoss<'gaussianKlDivergence'> =
  /* @__PURE__ */ elementwiseLoss('gaussianKlDivergence', (mean, v) =>
    times(0.5, p.sub(plus(p.add(p.exp(v), p.mul(mean, mean)), -1), v)),
  );
