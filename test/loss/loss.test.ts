/** The losses' shapes, second derivatives, batches; the conformance runner compares them with PyTorch's. */
import { expect, test } from 'vitest';
import type { Tensor } from '../../src/core/tensor.ts';
import { crossEntropy, labelledRowsShape } from '../../src/loss/index.ts';
import { array, grad, integers, jvp, mul, scale, sum, vmap } from '../../src/ops/index.ts';
import type { i32 } from '../../src/types/dtype.ts';
import { hasType, law, numbersOf } from '../ops/reference.ts';

test('the rows of labelled logits', () => {
  law(labelledRowsShape(['B', 10], ['B']), ['B']);
  law(labelledRowsShape(['B', 'T', 10], [1]), ['B', 'T']);
  law(
    labelledRowsShape(['B', 'T', 10], ['B']),
    'crossEntropy: shapes do not broadcast: [B, T] with [B] (T ≠ B)',
  );
  law(labelledRowsShape([], []), 'crossEntropy: needs rank >= 1, got []');
});

const logits = array([2, 3], [1, 2, 3, 0.5, -1, 0]);
const labels = integers([2], [2, 0]);

test('the second derivative of cross-entropy is that of log-sum-exp: softmax variances', () => {
  const loss = (x: Tensor<[2, 3]>) => crossEntropy(x, labels);
  const v = array([2, 3], [0.3, -1, 0.7, 2, 0.1, -0.4]);
  const [, hv] = jvp(grad(loss), [logits], [v]);
  hasType<Tensor<[2, 3]>>()(hv);
  const rows = [0, 1].map((r) => {
    const x = [...logits.data.slice(3 * r, 3 * r + 3)];
    const t = [...v.data.slice(3 * r, 3 * r + 3)];
    const total = x.reduce((s, a) => s + Math.exp(a), 0);
    const p = x.map((a) => Math.exp(a) / total);
    const mean = p.reduce((s, a, i) => s + a * t[i]!, 0);
    return p.map((a, i) => (a * (t[i]! - mean)) / 2);
  });
  // both are f64
  numbersOf(hv).forEach((h, i) => {
    expect(h).toBeCloseTo(rows.flat()[i]!, 12);
  });
  const [, byReverse] = [0, grad((x: Tensor<[2, 3]>) => sum()(mul(grad(loss)(x), v)))(logits)];
  numbersOf(byReverse).forEach((h, i) => {
    expect(h).toBeCloseTo(rows.flat()[i]!, 12);
  });
});

test('a label that is no class gives NaN', () => {
  expect(numbersOf(crossEntropy(logits, integers([2], [2, 3])))).toEqual([Number.NaN]);
  expect(numbersOf(crossEntropy(logits, integers([2], [-1, 0])))).toEqual([Number.NaN]);
});

test('over a batch it is the loss of every example, and so is its gradient', () => {
  const one = (x: Tensor<[3]>, y: Tensor<[], i32>) => crossEntropy(x, y);
  const each = vmap(one)(logits, labels);
  hasType<Tensor<[2]>>()(each);
  const mean = numbersOf(crossEntropy(logits, labels))[0]!;
  expect((numbersOf(each)[0]! + numbersOf(each)[1]!) / 2).toBeCloseTo(mean, 12);
  const perExample = vmap(grad(one))(logits, labels);
  const whole = scale(2, grad((x: Tensor<[2, 3]>) => crossEntropy(x, labels))(logits));
  numbersOf(perExample).forEach((g, i) => {
    expect(g).toBeCloseTo(numbersOf(whole)[i]!, 12);
  });
});
