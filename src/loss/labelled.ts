/** What losses of labelled rows share: class weights, labels that do not count, and the mean over those that do. */
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type SameDType, sameDType } from '../core/tensor.ts';
import { expand, type Floats, floats, type Labelled, labelled, notOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { type ClassWeights, classWeights, type LabelledRows } from '../types/shape.ts';
import {
  type LossOf,
  type LossOptions,
  type LossReduction,
  meanOf,
  reduced,
  sumOf,
} from './reduction.ts';

/** Labels that fit the rows of A, or the message. */
export type LabelsFor<A extends AnyTensor, Y extends AnyTensor, Op extends string> = Ok<
  Labelled<A, Y, Op>,
  Y
>;
/** Weights that fit the classes of A, or the message. */
export type WeightsFor<A extends AnyTensor, W extends AnyTensor, Op extends string> = Ok<
  SameDType<A, W, Op, ClassWeights<A['shape'], W['shape'], Op>>,
  W
>;

/** What losses of labelled rows can be told; W holds a weight for every class. */
export interface LabelledOptions<R extends LossReduction, W> extends LossOptions<R> {
  /** a weight for every class, [C]; the mean divides by the weights of the labels. PyTorch: weight */
  readonly weight?: W;
}
/** What else losses of labels can be told that may be absent. */
export interface IgnoredLabel {
  /** rows with this label count for nothing. PyTorch: ignore_index */
  readonly ignoreIndex?: number;
}

/** A loss of scores [..., C] and labels [...]; O are further options. */
export type LabelledLoss<Op extends string, O = unknown> = <
  A extends AnyTensor,
  Y extends AnyTensor,
  R extends LossReduction = 'mean',
  W extends AnyTensor = AnyTensor,
>(
  scores: Floats<A, Op>,
  labels: LabelsFor<A, Y, Op>,
  options?: LabelledOptions<R, WeightsFor<A, W, Op>> & O,
) => LossOf<LabelledRows<A['shape'], Y['shape'], Op>, R, A['dtype']>;

export interface Given {
  readonly weight?: Value;
  readonly ignoreIndex?: number;
  readonly reduction?: LossReduction;
}

/** Rows of scores with their labels, in one shape. */
export interface LabelledScores {
  /** [...rows, C] */
  readonly x: Value;
  /** rows; some class where the label does not count */
  readonly labels: Value;
  /** where the label counts; absent: everywhere */
  readonly counted: Value | undefined;
  /** the weight of every row's label, 0 where it does not count; absent: 1 everywhere */
  readonly weights: Value | undefined;
}

/** x, 0 where a row does not count; x itself where all count. */
export const zeroBut = (counted: Value | undefined, x: Value): Value =>
  counted === undefined ? x : p.select(counted, x, p.zeros(x));

/** The weights of classes, which must fit the scores. */
export const weightsOf = (op: string, x: Value, weight: Value): Value => {
  must(sameDType(x, weight, op, classWeights(x.shape, weight.shape, op)));
  return weight;
};

/** The weight of every row's label: 1 for all without class weights. */
const rowWeights = (
  op: string,
  x: Value,
  labels: Value,
  counted: Value | undefined,
  weight: Value | undefined,
): Value | undefined => {
  if (weight === undefined && counted === undefined) return undefined;
  const given =
    weight === undefined
      ? p.fill(1, { shape: labels.shape, dtype: x.dtype })
      : p.gather(weightsOf(op, x, weight), labels, 0);
  return zeroBut(counted, given);
};

/** Scores and labels in one shape, with what the options say of every row. */
export const labelledScores = (
  op: string,
  scores: Value,
  labels: Value,
  { weight, ignoreIndex }: Given,
): LabelledScores => {
  const { shape } = floats(op, scores);
  const rows = labelled(op, shape, labels);
  const x = expand(scores, [...rows, shape.at(-1)!]);
  const given = expand(labels, rows);
  const counted =
    ignoreIndex === undefined ? undefined : notOf(p.equal(given, p.fill(ignoreIndex, given)));
  const own = zeroBut(counted, given);
  return { x, labels: own, counted, weights: rowWeights(op, x, own, counted, weight) };
};

/** The losses of rows, each times its weight, 0 where the label does not count. */
export const weighted = (losses: Value, { counted, weights }: LabelledScores): Value =>
  zeroBut(counted, weights === undefined ? losses : p.mul(losses, weights));

/** Weighted losses reduced; the mean divides by the sum of the rows' weights. */
export const reducedRows = (
  losses: Value,
  { weights }: LabelledScores,
  reduction: LossReduction = 'mean',
): Value => {
  if (reduction !== 'mean') return reduced(losses, reduction);
  return weights === undefined ? meanOf(losses) : p.div(sumOf(losses), sumOf(weights));
};
