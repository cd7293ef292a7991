/** Recurrent layers against their cells step by step, lengths against shorter sequences, directions against reversal. */
import { describe, expect, test } from 'vitest';
import { check } from '../../src/core/check.ts';
import { inline, trace } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { evaluate, f32, init, key, layer, net, spec, type Tensor, tree } from '../../src/index.ts';
import { gru, gruCell, type LstmState, lstm, lstmCell, rnn, rnnCell } from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { uniform } from '../../src/random/index.ts';
import { adjointLaw, batchLaw, secondOrderLaw, tangentLaw } from '../laws/laws.ts';
import { f32 as typeOf } from '../laws/numbers.ts';
import { examplesOf, nonZero } from '../laws/recipe.ts';
import { numbersOf, untypedCall } from '../ops/reference.ts';

const [B, T, I, H] = [3, 5, 4, 2] as const;
const x = evaluate(uniform(key(1), [B, T, I], { min: -1, max: 1 }));
const cell = evaluate(init(spec.lstm(I, H), key(2)));
const unit = evaluate(init(spec.gru(I, H), key(3)));
const elman = evaluate(init(spec.rnn(I, H), key(4)));

const at = (t: number): Tensor<[3, 4]> => o.select(1, t)(x);
const steps = [0, 1, 2, 3, 4];
/** Sums of the same products, grouped by a matrix of all steps or of one. */
const close = (got: Value, want: Value): void => {
  expect(got.shape).toEqual(want.shape);
  const wanted = numbersOf(want);
  numbersOf(got).forEach((g, i) => {
    expect(g).toBeCloseTo(wanted[i]!, 12);
  });
};
const zeros = o.zeros([B, H]);

/** The states after each step. */
const stepped = <S>(f: (x: Tensor<[3, 4]>, state: S) => S, start: S): readonly S[] => {
  const states: S[] = [];
  for (const t of steps) states.push(f(at(t), states.at(-1) ?? start));
  return states;
};

describe('a sequence is its steps', () => {
  test('rnn', () => {
    for (const activation of ['tanh', 'relu'] as const) {
      const states = stepped(
        (v, h) => rnnCell(elman, v, h, { activation }),
        zeros as Tensor<[3, 2]>,
      );
      const [outputs, last] = rnn(elman, x, { activation });
      close(outputs, untypedCall(o.stack, 1, ...states) as Value);
      close(last, states.at(-1)!);
    }
  });
  test('lstm', () => {
    const start: LstmState<[3, 2]> = { h: zeros, c: zeros };
    const states = stepped((v, s) => lstmCell(cell, v, s), start);
    const [outputs, last] = lstm(cell, x);
    close(outputs, untypedCall(o.stack, 1, ...states.map((s) => s.h)) as Value);
    close(last.h, states.at(-1)!.h);
    close(last.c, states.at(-1)!.c);
  });
  test('gru', () => {
    const states = stepped((v, h) => gruCell(unit, v, h), zeros as Tensor<[3, 2]>);
    const [outputs, last] = gru(unit, x);
    close(outputs, untypedCall(o.stack, 1, ...states) as Value);
    close(last, states.at(-1)!);
  });
  test('continues from a given state', () => {
    const [front, back] = [o.slice(1, 0, 2)(x), o.slice(1, 2, 3)(x)];
    const [, middle] = lstm(cell, front);
    const [outputs, last] = lstm(cell, back, { initial: middle });
    const [whole, end] = lstm(cell, x);
    close(outputs, o.slice(1, 2, 3)(whole));
    close(last.c, end.c);
  });
  test('time may come first', () => {
    const [outputs] = gru(unit, o.permute([1, 0, 2])(x), { timeFirst: true });
    close(o.permute([1, 0, 2])(outputs), gru(unit, x)[0]);
  });
});

describe('lengths', () => {
  const lengths = o.integers([B], [2, 5, 0]);
  test('steps past the end of a sequence do not count', () => {
    const [outputs, last] = lstm(cell, x, { lengths });
    const [short, after] = lstm(cell, o.slice(1, 0, 2)(x));
    close(o.slice(0, 0, 1)(o.slice(1, 0, 2)(outputs)), o.slice(0, 0, 1)(short));
    close(o.slice(0, 0, 1)(last.c), o.slice(0, 0, 1)(after.c));
    close(o.slice(0, 1, 1)(outputs), o.slice(0, 1, 1)(lstm(cell, x)[0]));
    expect(numbersOf(o.slice(0, 2, 1)(outputs)).every((v) => v === 0)).toBe(true);
    expect(numbersOf(o.slice(1, 2, 3)(o.slice(0, 0, 1)(outputs))).every((v) => v === 0)).toBe(true);
    expect(numbersOf(o.slice(0, 2, 1)(last.h))).toEqual([0, 0]);
  });
  test('the other direction begins at the end of each sequence', () => {
    const both = { forward: cell, backward: cell };
    const [outputs] = lstm(both, x, { lengths });
    const [short] = lstm(both, o.slice(1, 0, 2)(x));
    close(o.slice(0, 0, 1)(o.slice(1, 0, 2)(outputs)), o.slice(0, 0, 1)(short));
  });
  test('a mask says which steps count, at the beginning too', () => {
    const late = o.array([B, T], [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0]);
    const mask = o.greater(late, o.scalar(0));
    const [outputs, last] = gru(unit, x, { mask });
    const [short] = gru(unit, o.slice(1, 2, 3)(x));
    close(o.slice(0, 0, 1)(o.slice(1, 2, 3)(outputs)), o.slice(0, 0, 1)(short));
    close(o.slice(0, 1, 1)(outputs), o.slice(0, 1, 1)(gru(unit, x)[0]));
    close(o.slice(0, 2, 1)(last), o.slice(0, 2, 1)(o.select(1, 3)(outputs)));
    const turned = { mask: o.transpose(mask), timeFirst: true } as const;
    close(gru(unit, o.permute([1, 0, 2])(x), turned)[1], last);
    expect(() => untypedCall(gru, unit, x, { mask: o.transpose(mask) })).toThrow(
      'gru: the mask must be bool [3, 5], got bool [5, 3]',
    );
    expect(() => untypedCall(gru, unit, x, { mask, lengths })).toThrow(
      'gru: takes lengths or a mask, not both',
    );
  });
  test('gradients through steps that do not count are zero, not NaN', () => {
    const loss = (v: Tensor<[3, 5, 4]>) => o.sum()(o.square(gru(unit, v, { lengths })[0]));
    const slope = numbersOf(o.grad(loss)(x as never));
    expect(slope.every(Number.isFinite)).toBe(true);
    expect(slope.slice(2 * T * I).every((v) => v === 0)).toBe(true);
    expect(slope.slice(T * I, 2 * T * I).every((v) => v !== 0)).toBe(true);
  });
});

describe('layers and directions', () => {
  const deeper = evaluate(init(spec.gru(2 * H, 3), key(5)));
  test('the other direction is the sequence reversed, layers take what those before give', () => {
    const both = { forward: unit, backward: evaluate(init(spec.gru(I, H), key(6))) };
    const [outputs, states] = gru([both, deeper], x);
    const [there] = gru(unit, x);
    const [back, first] = gru(both.backward, o.flip(1)(x));
    const [want, last] = gru(deeper, o.concat(2, there, o.flip(1)(back)));
    close(outputs, want);
    close(states[1], last);
    close(states[0].backward, first);
  });
  test('states of a wrong form are refused', () => {
    const initial = { h: zeros, c: o.zeros([B, 3]) };
    expect(() => untypedCall(lstm, cell, x, { initial })).toThrow(
      'lstm: the state c is Tensor<[3, 3], f32>, expected Tensor<[3, 2], f32>',
    );
    expect(() => untypedCall(lstm, cell, x, { lengths: o.integers([2], [1, 1]) })).toThrow(
      'lstm: lengths must be [3], one a sequence, got [2]',
    );
    expect(() => untypedCall(lstm, [], x)).toThrow('lstm: needs one layer or more');
  });
});

describe('derivatives', () => {
  test.each(['rnn', 'lstm', 'gru'] as const)('%s obeys the laws', (name) => {
    const [f, gates] = { rnn: [rnn, 1], lstm: [lstm, 4], gru: [gru, 3] }[name] as [unknown, number];
    const g = check(
      trace(
        (wx, wh, b, v) =>
          tree.leaves(untypedCall(f, { wx, wh, b }, v)).map((r) => o.square(r as Tensor<[2]>)),
        [typeOf(3, 2 * gates), typeOf(2, 2 * gates), typeOf(2 * gates), typeOf(2, 3, 3)],
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
    expect(inline(g, g.params).length).toBe(g.results.length);
  });
});

describe('stages of net', () => {
  const m = net(
    f32('B', 'T', I),
    layer.lstm('l1', 3, { bidirectional: true }),
    layer.rnn('r1', 4, { activation: 'relu' }),
    layer.gru('g1', 2, { output: 'last', bidirectional: true }),
  );
  const params = init(m.params, key(7));
  test('are the functions of their parameters', () => {
    const [first] = lstm(params.l1, x);
    const [second] = rnn(params.r1, first, { activation: 'relu' });
    const [, { forward, backward }] = gru(params.g1, second);
    close(m(params, x), o.concat(1, forward, backward));
    expect(m.output.shape).toEqual(['B', 4]);
    expect(m.stages.map((s) => [s.kind, s.params])).toEqual([
      ['lstm', 2 * (4 * 12 + 3 * 12 + 12)],
      ['rnn', 6 * 4 + 4 * 4 + 4],
      ['gru', 2 * (4 * 6 + 2 * 6 + 6 + 2)],
    ]);
  });
  test('start with orthogonal recurrence, gate by gate, and an open forget gate', () => {
    const { wh, b } = evaluate(params.l1).forward;
    expect(numbersOf(b)).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    for (const k of [0, 1, 2, 3]) {
      const w = o.slice(1, 3 * k, 3)(wh);
      const gram = numbersOf(o.matmul(o.transpose(w), w));
      // f32 rounding of the initial values
      gram.forEach((v, i) => {
        expect(v).toBeCloseTo(i % 4 === 0 ? 1 : 0, 5);
      });
    }
    const own = init(spec.lstm(2, 3, { forgetBias: 0.5 }), key(1));
    expect(numbersOf(own.b).slice(3, 6)).toEqual([0.5, 0.5, 0.5]);
  });
});
