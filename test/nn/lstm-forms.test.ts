/** Peepholes and projections of the long short-term memory, against PyTorch and against ONNX's formula run by PyTorch. */
import { describe, expect, test } from 'vitest';
import { check } from '../../src/core/check.ts';
import { trace } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { f32, init, key, layer, net, spec, type Tensor, tree } from '../../src/index.ts';
import { type LstmState, lstm, lstmCell } from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { adjointLaw, batchLaw, secondOrderLaw, tangentLaw } from '../laws/laws.ts';
import { f32 as typeOf } from '../laws/numbers.ts';
import { examplesOf, nonZero } from '../laws/recipe.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const [B, T, I] = [2, 3, 3] as const;
/** Numbers between -0.5 and 0.5 that the reference run used too. */
const made = <const S extends readonly number[]>(n: number, shape: S) =>
  o.array(
    shape,
    Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      (_, k) => (((k * 7 + n) % 11) - 5) / 10,
    ),
  );
/** The arguments are rounded to f32. */
const close = (got: Value, want: readonly number[]): void => {
  const numbers = numbersOf(got);
  expect(numbers).toHaveLength(want.length);
  numbers.forEach((g, i) => {
    expect(g).toBeCloseTo(want[i]!, 7);
  });
};
const x = made(1, [B, T, I]);

describe('a projection', () => {
  const [H, P] = [4, 2] as const;
  const p = {
    wx: made(2, [I, 16]),
    wh: made(3, [P, 16]),
    b: made(4, [16]),
    projection: made(5, [H, P]),
  };
  const initial = { h: made(6, [B, P]), c: made(7, [B, H]) };
  // torch.nn.LSTM(3, 4, proj_size=2) and the gradient of sum h^2 + sum c^2
  test('gives and sees fewer numbers than are kept', () => {
    const [outputs, last] = lstm(p, x, { initial });
    hasType<Tensor<[2, 3, 2]>>()(outputs);
    hasType<LstmState<[2, 2], [2, 4]>>()(last);
    close(outputs, [
      ...[-0.1301864847, 0.03994348009, -0.1233291833, 0.04116744597, -0.06358893343],
      ...[-0.002687349513, 0.03972061625, -0.07323788849, 0.03053779534, -0.0619275458],
      ...[-0.06004821954, -0.01104053012],
    ]);
    close(last.c, [
      ...[0.02545718272, -0.1991021554, 0.2161084259, -0.07664680571, -0.1367932445],
      ...[-0.1377755176, 0.2906930593, -0.2312350711],
    ]);
  });
  test('has the gradient of PyTorch', () => {
    const loss = (projection: Tensor<[4, 2]>) => {
      const [outputs, { c }] = lstm({ ...p, projection }, x, { initial });
      return o.add(o.sum()(o.square(outputs)), o.sum()(o.square(c)));
    };
    close(o.grad(loss)(p.projection), [
      ...[-0.06532615727, 0.02727485821, 0.0754127985, -0.06167335259, -0.05946852506],
      ...[0.04426854903, -0.09102967268, 0.03269770952],
    ]);
  });
  test('is that of the cell, step by step', () => {
    const [outputs] = lstm(p, x, { initial });
    const first = lstmCell(p, o.select(1, 0)(x), initial);
    hasType<LstmState<[2, 2], [2, 4]>>()(first);
    close(first.h, numbersOf(o.select(1, 0)(outputs)));
    expect(first.c.shape).toEqual([B, H]);
  });
  test('that does not fit is refused', () => {
    const wrong = { ...p, projection: made(5, [H, 3]) };
    expect(() => untypedCall(lstm, wrong, x)).toThrow(
      'lstm: the projection must be [4, 2], got [4, 3]',
    );
    const other = { ...p, projection: made(5, [5, 2]) };
    expect(() => untypedCall(lstm, other, x)).toThrow(
      'lstm: the weights of the state must be [2, 20], got [2, 16]',
    );
    expect(() => untypedCall(lstmCell, p, o.select(1, 0)(x), { ...initial, c: initial.h })).toThrow(
      'lstmCell: the state must be [2, 4], got [2, 2]',
    );
  });
});

describe('peepholes', () => {
  const H = 2;
  const p = {
    wx: made(2, [I, 8]),
    wh: made(3, [H, 8]),
    b: made(4, [8]),
    peepholes: made(5, [6]),
  };
  const initial = { h: made(6, [B, H]), c: made(7, [B, H]) };
  // the equations of ONNX's LSTM, run and differentiated by PyTorch
  test('let the gates see what is kept', () => {
    const [outputs, { c }] = lstm(p, x, { initial });
    close(outputs, [
      ...[0.1149286796, -0.02925445862, 0.137279286, 0.01454689215, 0.1255379784, 0.01256723201],
      ...[0.1473418942, 0.03050034472, 0.1558722501, 0.01869431375, 0.1583673528, 0.03695582284],
    ]);
    close(c, [0.4193551435, 0.02049485507, 0.576613719, 0.05639482028]);
    const loss = (peepholes: Tensor<[6]>) =>
      o.sum()(o.square(lstm({ ...p, peepholes }, x, { initial })[0]));
    close(o.grad(loss)(p.peepholes), [
      ...[0.02503861877, 9.221497328e-5, 0.02272280512, 0.0001302864921, 0.06988715915],
      9.263780091e-5,
    ]);
  });
  test('of 0 change nothing', () => {
    const none = { ...p, peepholes: o.zeros([6]) };
    const { peepholes: _, ...plain } = p;
    expect(numbersOf(lstm(none, x)[0])).toEqual(numbersOf(lstm(plain, x)[0]));
    expect(() => untypedCall(lstm, { ...p, peepholes: made(5, [4]) }, x)).toThrow(
      'lstm: the peepholes must be [6], got [4]',
    );
  });
});

test('both together obey the laws', () => {
  const g = check(
    trace(
      (wx, wh, b, peepholes, projection, v) =>
        tree
          .leaves(untypedCall(lstm, { wx, wh, b, peepholes, projection }, v))
          .map((r) => o.square(r as Tensor<[2]>)),
      [typeOf(3, 8), typeOf(1, 8), typeOf(8), typeOf(6), typeOf(2, 1), typeOf(2, 3, 3)],
    ),
  );
  const examples = examplesOf(
    g,
    g.params.map(() => nonZero),
    7,
    2,
  );
  expect(tangentLaw(g, examples[0]!, 1)).toBeUndefined();
  expect(adjointLaw(g, examples[0]!, 2)).toBeUndefined();
  expect(secondOrderLaw(g, examples[0]!, 3)).toBeUndefined();
  expect(batchLaw(g, examples)).toBeUndefined();
});

test('stages of net have them', () => {
  const m = net(
    f32('B', 'T', 4),
    layer.lstm('l1', 6, { projection: 3, peepholes: true, bidirectional: true }),
    layer.lstm('l2', 5, { projection: 2, output: 'last' }),
    layer.dense('out', 1),
  );
  const params = init(m.params, key(1));
  hasType<Tensor<[6, 3]>>()(params.l1.forward.projection);
  hasType<Tensor<[18]>>()(params.l1.backward.peepholes);
  hasType<Tensor<[2, 20]>>()(params.l2.wh);
  expect(params.l2.wx.shape).toEqual([6, 20]);
  expect(m.output.shape).toEqual(['B', 1]);
  const v = made(3, [2, 5, 4]);
  const [first] = lstm(params.l1, v);
  const [, { h }] = lstm(params.l2, first);
  const want = o.add(o.matmul(h, params.out.w), params.out.b);
  close(m(params, v), numbersOf(want));
  const own = init(spec.lstm(2, 3, { peepholes: true, projection: 2 }), key(1));
  expect(numbersOf(own.peepholes)).toEqual(Array(9).fill(0));
  expect(own.wh.shape).toEqual([2, 12]);
});
