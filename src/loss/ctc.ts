/**
 * Connectionist temporal classification: the likelihood of a label sequence, summed over all its alignments with time by
 * the forward recursion in the log domain.
 */
import { scanValues, stopGradient } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok } from '../core/tensor.ts';
import { expand, type Floats, floats, type Indices, indices, notOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { type Dim, mulDim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';
import {
  type CtcLabels,
  type CtcLengths,
  type CtcScores,
  ctcLabels,
  ctcLengths,
  ctcScores,
  type Shape,
} from '../types/shape.ts';
import { type LossOf, type LossOptions, type LossReduction, meanOf, reduced } from './reduction.ts';

/** The logarithm of a probability that counts as 0: finite, so that no derivative is inf - inf. */
const NEVER = -1e30;
const never = (x: Value): Value => p.fill(NEVER, x);

const i32 = (shape: Shape): { readonly shape: Shape; readonly dtype: typeof DTypes.i32 } => ({
  shape,
  dtype: DTypes.i32,
});
/** v [batch] for every place of [batch, n]. */
const down = (v: Value, n: Dim): Value => p.broadcast(v, [v.shape[0]!, n], [0]);
/** 0 to n - 1 for every example. */
const counting = (batch: Dim, n: Dim): Value => p.iota([batch, n], 1);

/** x [batch, n] moved k places on; `fill` comes in front. */
const moved = (x: Value, k: number, fill: Value): Value => {
  const front = expand(p.reshape(fill, [1, 1]), [x.shape[0]!, k]);
  const long = p.concat([front, x], 1);
  return p.slice(long, { start: [0, 0], size: x.shape, stride: [1, 1] });
};

/** blank, label, blank, label, ..., blank: [batch, 2 n + 1]; labels beyond their number are blanks. */
const interleaved = (labels: Value, lengths: Value, blank: number): Value => {
  const [batch = 0, n = 0] = labels.shape;
  const counted = p.less(counting(batch, n), down(lengths, n));
  const own = p.select(counted, labels, p.fill(blank, labels));
  const column = (x: Value): Value => p.reshape(x, [batch, n, 1]);
  const pairs = p.concat([column(p.fill(blank, labels)), column(own)], 2);
  const last = p.fill(blank, i32([batch, 1]));
  return p.concat([p.reshape(pairs, [batch, mulDim(n, 2)]), last], 1);
};

/** The log-probabilities of the classes at all times: [time, batch, places]. A class out of range is out of range. */
const emissions = (scores: Value, classes: Value): Value => {
  const [batch = 0, time = 0, count = 0] = scores.shape;
  const base = p.mul(p.iota(classes.shape, 0), p.fill(count, classes));
  const valid = p.and(
    p.less(classes, p.fill(count, classes)),
    p.less(p.fill(-1, classes), classes),
  );
  const at = p.select(valid, p.add(base, classes), p.fill(-1, classes));
  const rows = p.reshape(p.permute(scores, [0, 2, 1]), [mulDim(batch, count), time]);
  const found = p.permute(p.gather(rows, at, 0), [2, 0, 1]);
  return p.maximum(found, never(found));
};

/** ln(e^a + e^b + ...), elementwise. */
const logAdd = (xs: readonly Value[]): Value => {
  const most = stopGradient(xs.reduce((a, b) => p.maximum(a, b)));
  const sum = xs.map((x) => p.exp(p.sub(x, most))).reduce((a, b) => p.add(a, b));
  return p.add(most, p.log(sum));
};

/** ln of the likelihood of all alignments that end at each place: [batch, places]. */
const forward = (emitted: Value, skips: Value, inputLengths: Value): Value => {
  const [time = 0, batch = 0, places = 0] = emitted.shape;
  const row = { shape: [batch, places], dtype: emitted.dtype };
  const first = p.equal(counting(batch, places), p.zeros(i32(row.shape)));
  const start = p.select(first, p.zeros(row), p.fill(NEVER, row));
  const times = p.iota([time, batch], 0);
  const running = p.less(times, p.broadcast(inputLengths, [time, batch], [1]));
  const zero = p.literal(NEVER, emitted.dtype);
  const step = ([alpha]: readonly Value[], [e, runs]: readonly Value[]) => {
    const from = moved(alpha!, 2, zero);
    const ways = [alpha!, moved(alpha!, 1, zero), p.select(skips, from, never(from))];
    return [[p.select(down(runs!, places), p.add(logAdd(ways), e!), alpha!)], []];
  };
  return scanValues(step, [start], [emitted, running], { length: time }).carry[0]!;
};

/** ln of the likelihood of what ends at the last label or the blank after it: [batch]. */
const ending = (alpha: Value, labelLengths: Value): Value => {
  const [batch = 0, places = 0] = alpha.shape;
  const last = down(p.add(labelLengths, labelLengths), places);
  const at = counting(batch, places);
  const near = p.xor(p.equal(at, last), p.equal(at, p.sub(last, p.fill(1, last))));
  const own = p.select(near, alpha, never(alpha));
  const most = stopGradient(p.reduceMax(own, [1]));
  const sum = p.reduceSum(p.exp(p.sub(own, down(most, places))), [1]);
  return p.add(most, p.log(sum));
};

interface Lengths {
  readonly input: Value;
  readonly label: Value;
}

/** -ln of the likelihood by examples; where there is no alignment inf, or 0. */
const ctcRows = (
  scores: Value,
  labels: Value,
  { input, label }: Lengths,
  { blank, zeroInfinity }: { readonly blank: number; readonly zeroInfinity: boolean },
): Value => {
  const classes = interleaved(labels, label, blank);
  // from one label to the next without a blank between them, if they differ
  const skips = notOf(p.equal(classes, moved(classes, 2, p.literal(blank, DTypes.i32))));
  const likelihood = ending(forward(emissions(scores, classes), skips, input), label);
  const impossible = p.less(likelihood, p.fill(NEVER / 2, likelihood));
  const none = p.fill(zeroInfinity ? 0 : Number.POSITIVE_INFINITY, likelihood);
  return p.select(impossible, none, p.neg(likelihood));
};

/** The mean of losses divided by the number of their labels, as in PyTorch. */
const meanByLabels = (losses: Value, labelLengths: Value): Value => {
  const counts = p.maximum(labelLengths, p.fill(1, labelLengths));
  return meanOf(p.div(losses, p.cast(counts, losses.dtype)));
};

/** What connectionist temporal classification can be told. */
export interface CtcOptions<R extends LossReduction = LossReduction> extends LossOptions<R> {
  /** the class that stands for no label, 0 unless told otherwise */
  readonly blank?: number;
  /** a sequence too short for its labels has loss 0 instead of inf: false unless told otherwise */
  readonly zeroInfinity?: boolean;
}

/** i32 in the shape of a rule, or the message. */
type Whole<T extends AnyTensor, Name extends string, R> = Ok<Indices<T, `ctcLoss: ${Name}`, R>, T>;

/**
 * -ln of the probability that log-probabilities [batch, time, classes] give to the labels [batch, length], summed over
 * all alignments: paths of classes that are the labels once repetitions and blanks are taken out. The first
 * inputLengths [batch] times and labelLengths [batch] labels count; all three are i32. The mean divides every loss by its
 * number of labels; a label out of range is an IndexError when the program runs. Derivatives are those by the
 * log-probabilities as they are given: let logSoftmax come before. Graves et al. 2006. PyTorch: ctc_loss; Keras: CTC;
 * optax: ctc_loss.
 */
export function ctcLoss<
  A extends AnyTensor,
  Y extends AnyTensor,
  N extends AnyTensor,
  M extends AnyTensor,
  R extends LossReduction = 'mean',
>(
  logProbabilities: Ok<CtcScores<A['shape']>, Floats<A, 'ctcLoss'>>,
  labels: Whole<Y, 'labels', CtcLabels<A['shape'], Y['shape']>>,
  inputLengths: Whole<N, 'inputLengths', CtcLengths<A['shape'], N['shape'], 'inputLengths'>>,
  labelLengths: Whole<M, 'labelLengths', CtcLengths<A['shape'], M['shape'], 'labelLengths'>>,
  options?: CtcOptions<R>,
): LossOf<[A['shape'][0]], R, A['dtype']>;
export function ctcLoss(
  logProbabilities: Value,
  labels: Value,
  inputLengths: Value,
  labelLengths: Value,
  { blank = 0, zeroInfinity = false, reduction = 'mean' }: CtcOptions = {},
): Value {
  const { shape } = floats('ctcLoss', logProbabilities);
  must(ctcScores(shape));
  must(ctcLabels(shape, indices('ctcLoss: labels', labels).shape));
  must(ctcLengths(shape, indices('ctcLoss: inputLengths', inputLengths).shape, 'inputLengths'));
  must(ctcLengths(shape, indices('ctcLoss: labelLengths', labelLengths).shape, 'labelLengths'));
  const lengths = { input: inputLengths, label: labelLengths };
  const losses = ctcRows(logProbabilities, labels, lengths, { blank, zeroInfinity });
  return reduction === 'mean' ? meanByLabels(losses, labelLengths) : reduced(losses, reduction);
}
