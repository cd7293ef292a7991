/** Binary cross-entropy, from logits and from probabilities. */
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type SameDType, sameDType } from '../core/tensor.ts';
import {
  expand,
  expandBoth,
  type Floats,
  floats,
  log1pOf,
  magnitude,
  one,
  type Second,
  sigmoidOf,
  softplusOf,
  statedByEach,
} from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { type Broadcast, type Factor, factorShape } from '../types/shape.ts';
import { type LossOf, type LossOptions, type LossReduction, reduced } from './reduction.ts';

/** A factor that broadcasts to the losses, or the message. */
type Weight<
  A extends AnyTensor,
  B extends AnyTensor,
  W extends AnyTensor,
  Op extends string,
  Name extends string,
> = Ok<
  SameDType<A, W, Op, Factor<Broadcast<A['shape'], B['shape'], Op>, W['shape'], `${Op}: ${Name}`>>,
  W
>;

/** What a binary cross-entropy can be told; W is a factor for its elements. */
export interface BinaryCrossEntropyOptions<R extends LossReduction, W> extends LossOptions<R> {
  /** a factor for the losses, broadcasting; the mean divides by the number of elements all the same */
  readonly weight?: W;
}
/** What a binary cross-entropy from logits can be told besides; P is the factor for positive targets. */
export interface PosWeight<P> {
  /** a factor for the part of positive targets, broadcasting: one for every class, say */
  readonly posWeight?: P;
}

interface Factors {
  readonly weight?: Value;
  readonly posWeight?: Value;
  readonly reduction?: LossReduction;
}

/** w repeated to the shape of x. */
const factorOf = (op: string, name: string, x: Value, w: Value): Value => {
  must(sameDType(x, w, op, factorShape(x.shape, w.shape, `${op}: ${name}`)));
  return expand(w, x.shape);
};
const scaled = (op: string, x: Value, w: Value | undefined): Value =>
  w === undefined ? x : p.mul(x, factorOf(op, 'weight', x, w));

/** softplus(x) - y x, without the loss of digits where y = 1 and x is large. */
const logistic = /* @__PURE__ */ statedByEach(
  'binaryCrossEntropy',
  (x, y) =>
    p.add(p.sub(p.maximum(x!, p.zeros(x!)), p.mul(y!, x!)), log1pOf(p.exp(p.neg(magnitude(x!))))),
  [([x, y]) => p.sub(sigmoidOf(x!), y!), ([x]) => p.neg(x!)],
);

const withPositives = (x: Value, y: Value, positive: Value): Value =>
  p.add(p.mul(p.sub(one(y), y), softplusOf(x)), p.mul(p.mul(positive, y), softplusOf(p.neg(x))));

/**
 * -(q y ln s + (1 - y) ln(1 - s)) with s = sigmoid(logit), q = posWeight or 1, for targets y in [0, 1] of the logits'
 * dtype, elementwise, broadcasting; the mean unless told otherwise. Finite for all logits. PyTorch:
 * binary_cross_entropy_with_logits; Keras: BinaryCrossentropy(from_logits=True); optax: sigmoid_binary_cross_entropy.
 */
export function binaryCrossEntropy<
  A extends AnyTensor,
  B extends AnyTensor,
  R extends LossReduction = 'mean',
  W extends AnyTensor = AnyTensor,
  P extends AnyTensor = AnyTensor,
>(
  logits: Floats<A, 'binaryCrossEntropy'>,
  targets: Second<A, B, 'binaryCrossEntropy'>,
  options?: BinaryCrossEntropyOptions<R, Weight<A, B, W, 'binaryCrossEntropy', 'weight'>> &
    PosWeight<Weight<A, B, P, 'binaryCrossEntropy', 'posWeight'>>,
): LossOf<Broadcast<A['shape'], B['shape'], 'binaryCrossEntropy'>, R, A['dtype']>;
export function binaryCrossEntropy(logits: Value, targets: Value, options: Factors = {}): Value {
  const op = 'binaryCrossEntropy';
  const [x, y] = expandBoth(op, floats(op, logits), targets);
  const { weight, posWeight, reduction } = options;
  const losses =
    posWeight === undefined
      ? logistic(x, y)
      : withPositives(x, y, factorOf(op, 'posWeight', x, posWeight));
  return reduced(scaled(op, losses, weight), reduction);
}

const limited = (x: Value): Value => p.maximum(x, p.fill(-100, x));
const logOf = (q: Value): Value => limited(p.log(q));
const logOfRest = (q: Value): Value => limited(log1pOf(p.neg(q)));

const bernoulli = /* @__PURE__ */ statedByEach(
  'binaryCrossEntropyFromProbabilities',
  (q, y) => p.neg(p.add(p.mul(y!, logOf(q!)), p.mul(p.sub(one(y!), y!), logOfRest(q!)))),
  [
    ([q, y]) => {
      const variance = p.mul(q!, p.sub(one(q!), q!));
      return p.div(p.sub(q!, y!), p.maximum(variance, p.fill(1e-12, variance)));
    },
    ([q]) => p.sub(logOfRest(q!), logOf(q!)),
  ],
);

/**
 * -(y ln q + (1 - y) ln(1 - q)) for probabilities q and targets y in [0, 1], elementwise, broadcasting; the mean unless
 * told otherwise. Logarithms below -100 count as -100, and derivatives divide by no less than 1e-12, as in PyTorch:
 * binary_cross_entropy; Keras: BinaryCrossentropy. From logits, `binaryCrossEntropy` is more accurate.
 */
export function binaryCrossEntropyFromProbabilities<
  A extends AnyTensor,
  B extends AnyTensor,
  R extends LossReduction = 'mean',
  W extends AnyTensor = AnyTensor,
>(
  probabilities: Floats<A, 'binaryCrossEntropyFromProbabilities'>,
  targets: Second<A, B, 'binaryCrossEntropyFromProbabilities'>,
  options?: BinaryCrossEntropyOptions<
    R,
    Weight<A, B, W, 'binaryCrossEntropyFromProbabilities', 'weight'>
  >,
): LossOf<Broadcast<A['shape'], B['shape'], 'binaryCrossEntropyFromProbabilities'>, R, A['dtype']>;
export function binaryCrossEntropyFromProbabilities(
  probabilities: Value,
  targets: Value,
  { weight, reduction }: Factors = {},
): Value {
  const op = 'binaryCrossEntropyFromProbabilities';
  const [q, y] = expandBoth(op, floats(op, probabilities), targets);
  return reduced(scaled(op, bernoulli(q, y), weight), reduction);
}
