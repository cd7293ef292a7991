/**
 * Cross-entropy of integer labels by rows: a composite whose gradient is a composite too, so that neither the softmax
 * nor the one-hot labels are ever stored.
 */
import { composite, stopGradient } from '../control/index.ts';
import type { Tangent, Value } from '../core/node.ts';
import { along, rowsKernel, sumAlong } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';

/** Where a row's class is its label. */
export const atLabel = (logits: Value, labels: Value): Value =>
  p.equal(p.iota(logits.shape, logits.shape.length - 1), along(logits, -1, labels));

/** The score at the label of every row, NaN for a label that is no class. */
export const picked = (logits: Value, labels: Value): Value => {
  const value = sumAlong(p.select(atLabel(logits, labels), logits, p.zeros(logits)), -1);
  const below = p.less(labels, p.zeros(labels));
  const beyond = p.less(p.fill(logits.shape.at(-1)!, labels), p.add(labels, p.fill(1, labels)));
  return p.select(p.xor(below, beyond), p.fill(NaN, value), value);
};

/** ln sum_j e^(x_j), shifted by the maximum. */
const logSum = (logits: Value): Value => {
  const most = stopGradient(p.reduceMax(logits, [logits.shape.length - 1]));
  const sum = sumAlong(p.exp(p.sub(logits, along(logits, -1, most))), -1);
  return p.add(p.log(sum), most);
};

/** softmax(logits) - onehot(labels), given the rows' log-sum-exp. */
const residual = (logits: Value, labels: Value, lse: Value): Value => {
  const softmax = p.exp(p.sub(logits, along(logits, -1, lse)));
  return p.sub(softmax, p.select(atLabel(logits, labels), p.fill(1, logits), p.zeros(logits)));
};

const present = (t: Tangent | undefined, f: (t: Value) => Value): Tangent =>
  t == null ? null : f(t);

/** A composite over rows: a batch axis is one more leading axis of every operand. */
const overRows =
  (f: (...xs: readonly Value[]) => readonly Value[]) =>
  (xs: readonly Value[], batched: readonly boolean[], size: Dim): readonly Value[] =>
    f(...xs.map((x, i) => (batched[i] === true ? x : p.repeat(x, size))));

/** sum_j (softmax - onehot)_j t_j by rows: the tangent of the loss, linear in t. */
const lossTangent = (...inputs: readonly Value[]): readonly Value[] =>
  composite(
    'crossEntropyTangent',
    (logits, labels, lse, t) => [sumAlong(p.mul(residual(logits!, labels!, lse!), t!), -1)],
    {
      transpose: ([c], [logits, labels, lse]) => [
        null,
        null,
        null,
        present(c, (d) => lossCotangent(logits!, labels!, lse!, d)[0]!),
      ],
      batch: overRows(lossTangent),
    },
  )(...inputs);

/** c (softmax - onehot) by rows: its transpose. */
const lossCotangent = (...inputs: readonly Value[]): readonly Value[] =>
  composite(
    'crossEntropyCotangent',
    (logits, labels, lse, c) => [p.mul(along(logits!, -1, c!), residual(logits!, labels!, lse!))],
    {
      kernel: rowsKernel('crossEntropyGradRows', -1, { inPlace: 0 }),
      transpose: ([t], [logits, labels, lse]) => [
        null,
        null,
        null,
        present(t, (s) => lossTangent(logits!, labels!, lse!, s)[0]!),
      ],
      batch: overRows(lossCotangent),
    },
  )(...inputs);

/** (logits, labels) -> (loss, log-sum-exp), by rows. */
export const lossRows = (...inputs: readonly Value[]): readonly Value[] =>
  composite(
    'crossEntropy',
    (logits, labels) => {
      const lse = logSum(logits!);
      return [p.sub(lse, picked(logits!, labels!)), lse];
    },
    {
      kernel: rowsKernel('crossEntropyRows', -1, { index: 1 }),
      jvp: ([t], [logits, labels], [, lse]) => [
        present(t, (s) => lossTangent(logits!, labels!, lse!, s)[0]!),
        present(t, (s) => sumAlong(p.mul(p.exp(p.sub(logits!, along(logits!, -1, lse!))), s), -1)),
      ],
      batch: overRows(lossRows),
    },
  )(...inputs);
