/** Accuracies inside a program, as counts: of the best class, of the k best, and of a threshold. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Tensor } from '../core/tensor.ts';
import {
  along,
  argMax,
  expand,
  type Floats,
  floats,
  type Indices,
  indices,
  type Labelled,
  labelled,
  notOf,
} from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { broadcastDims } from '../types/broadcast.ts';
import { DTypes } from '../types/dtype.ts';
import type { Broadcast, Shape } from '../types/shape.ts';
import { counted, type HitTensors } from './hits.ts';

type Labels<A extends AnyTensor, Y extends AnyTensor, Op extends string> = Ok<
  Labelled<A, Y, Op>,
  Y
>;
interface HitValues {
  readonly correct: Value;
  readonly count: Value;
}

const both = p.and;
const either = (a: Value, b: Value): Value => notOf(both(notOf(a), notOf(b)));
const isNotANumber = (x: Value): Value => notOf(p.equal(x, x));

/** Where a class comes before the label: it scores more, or the same and stands first. NaN scores most. */
const before = (x: Value, labels: Value): Value => {
  const classes = p.iota(x.shape, x.shape.length - 1);
  const at = p.equal(classes, along(x, -1, labels));
  const own = p.select(at, x, p.fill(Number.NEGATIVE_INFINITY, x));
  const score = along(x, -1, p.reduceMax(own, [x.shape.length - 1]));
  const more = either(p.less(score, x), both(isNotANumber(x), notOf(isNotANumber(score))));
  const same = either(p.equal(x, score), both(isNotANumber(x), isNotANumber(score)));
  return either(more, both(same, p.less(classes, along(x, -1, labels))));
};

/** Where the label is a class and fewer than k classes come before it. */
const amongBest = (op: string, scores: Value, given: Value, k: number): Value => {
  const rows = labelled(op, floats(op, scores).shape, given);
  const labels = expand(given, rows);
  const x = expand(scores, [...rows, scores.shape.at(-1)!]);
  const place = p.reduceSum(p.cast(before(x, labels), DTypes.i32), [x.shape.length - 1]);
  const negative = p.less(labels, p.zeros(labels));
  const isClass = both(notOf(negative), p.less(labels, p.fill(x.shape.at(-1)!, labels)));
  return both(isClass, p.less(place, p.fill(k, place)));
};

/**
 * How many rows of logits [..., C] have their largest at the label [...]; the first of equal ones counts. Keras:
 * SparseCategoricalAccuracy, which is correct / count.
 */
export function accuracy<A extends AnyTensor, Y extends AnyTensor>(
  logits: Floats<A, 'accuracy'>,
  labels: Labels<A, Y, 'accuracy'>,
): HitTensors;
export function accuracy(logits: Tensor<Shape>, labels: Value): HitValues {
  const rows = labelled('accuracy', floats('accuracy', logits).shape, labels);
  const best: Value = argMax(-1)(logits);
  return counted(p.equal(expand(best, rows), expand(labels, rows)));
}

/**
 * How many rows of scores [..., C] have the label [...] among their k largest; of equal ones the first comes first.
 * scikit-learn: top_k_accuracy_score; Keras: SparseTopKCategoricalAccuracy.
 */
export function topKAccuracy<A extends AnyTensor, Y extends AnyTensor>(
  scores: Floats<A, 'topKAccuracy'>,
  labels: Labels<A, Y, 'topKAccuracy'>,
  k: number,
): HitTensors;
export function topKAccuracy(scores: Value, labels: Value, k: number): HitValues {
  if (!(Number.isInteger(k) && k > 0)) {
    throw new ShapeError(`topKAccuracy: k must be a positive whole number, got ${k}`);
  }
  return counted(amongBest('topKAccuracy', scores, labels, k));
}

/**
 * How many probabilities are on the side of the threshold, 1/2, that labels of i32 say: at or above it for labels other
 * than 0. Keras: BinaryAccuracy.
 */
export function binaryAccuracy<A extends AnyTensor, Y extends AnyTensor>(
  probabilities: Floats<A, 'binaryAccuracy'>,
  labels: Ok<
    Indices<Y, 'binaryAccuracy: labels', Broadcast<A['shape'], Y['shape'], 'binaryAccuracy'>>,
    Y
  >,
  threshold?: number,
): HitTensors;
export function binaryAccuracy(probabilities: Value, labels: Value, threshold = 0.5): HitValues {
  const op = 'binaryAccuracy';
  const given = indices(`${op}: labels`, labels);
  const shape = must(broadcastDims(floats(op, probabilities).shape, given.shape, op));
  const [q, y] = [expand(probabilities, shape), expand(given, shape)];
  const limit = p.fill(threshold, q);
  const positive = either(p.less(limit, q), p.equal(limit, q));
  return counted(p.equal(positive, notOf(p.equal(y, p.zeros(y)))));
}
