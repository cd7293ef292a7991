/** Schedules: the same bits for a number and in a program, edges, joints, restarts, and the state machine of a plateau. */
import { describe, expect, test } from 'vitest';
import {
  adam,
  arange,
  array,
  cosineSchedule,
  cosineWarmRestarts,
  cyclicSchedule,
  evaluate,
  exponentialSchedule,
  f32,
  i32,
  integers,
  jit,
  joinSchedules,
  linearSchedule,
  multiStepSchedule,
  oneCycle,
  piecewiseConstant,
  piecewiseInterpolate,
  polynomialSchedule,
  reduceOnPlateau,
  type Schedule,
  scalar,
  sgd,
  stepSchedule,
  warmup,
  warmupCosine,
  warmupExponential,
} from '../../src/index.ts';
import { numbersOf, untypedCall } from '../ops/reference.ts';

const SCHEDULES: Readonly<Record<string, Schedule>> = {
  step: stepSchedule(0.1, { every: 7, factor: 0.3 }),
  multiStep: multiStepSchedule(0.1, { milestones: [3, 30], factor: 0.5 }),
  exponential: exponentialSchedule(0.1, { factor: 0.93, every: 3, end: 0.001 }),
  polynomial: polynomialSchedule(0.1, 0.3, 40, { power: 1.7, delay: 5 }),
  cosine: cosineSchedule(0.1, 0.01, 20, { periodic: true }),
  restarts: cosineWarmRestarts(0.1, 0.001, { period: 5, growth: 2 }),
  cyclic: cyclicSchedule({ base: 0.01, peak: 0.1, up: 5, down: 8, height: 0.99 }),
  oneCycle: oneCycle({ peak: 0.1, steps: 60, threePhases: true }),
  warmup: warmup(8, linearSchedule(0.1, 0, 50)),
  warmupCosine: warmupCosine({ peak: 0.1, warmup: 10, steps: 50, exponent: 2 }),
  warmupExponential: warmupExponential({ peak: 0.1, warmup: 10, factor: 0.5, every: 4 }),
  interpolated: piecewiseInterpolate(
    0.1,
    [
      [20, 2],
      [40, 0.1],
    ],
    'cosine',
  ),
};
const STEPS = 60;

const wordsOf = (rates: Float32Array): readonly number[] => [...new Uint32Array(rates.buffer)];

describe.each(Object.entries(SCHEDULES))('%s', (_, schedule) => {
  test('a number, a step of a program and many steps at once give the same bits', () => {
    const program = jit([i32()], (step) => schedule(step));
    const together = wordsOf(evaluate(schedule(arange(STEPS))).data);
    for (let step = 0; step < STEPS; step += 7) {
      const [number] = wordsOf(evaluate(schedule(step)).data);
      const [inProgram] = wordsOf(program(integers([], [step])).data);
      expect([step, number, inProgram]).toEqual([step, together[step], together[step]]);
    }
  });
  test('is defined after its last step', () => {
    const [rate] = numbersOf(schedule(100_000));
    expect(rate).toBeGreaterThanOrEqual(0);
    expect(rate).toBeLessThanOrEqual(0.31);
  });
});

const at = (schedule: Schedule, ...steps: readonly number[]): readonly number[] =>
  steps.map((step) => numbersOf(schedule(step))[0]!);

test('rates at the joints', () => {
  expect(
    at(
      piecewiseConstant(8, [
        [20, 0.5],
        [10, 0.25],
      ]),
      9,
      10,
      19,
      20,
    ),
  ).toEqual([8, 2, 2, 1]);
  expect(at(linearSchedule(0, 4, 8, { delay: 2 }), 0, 2, 4, 10, 99)).toEqual([0, 0, 1, 4, 4]);
  const joined = joinSchedules([linearSchedule(0, 4, 4), piecewiseConstant(8, [[1, 0.5]])], [3]);
  expect(at(joined, 2, 3, 4)).toEqual([2, 8, 4]);
});

test('restarts whose periods double start at 0, 5, 15, 35', () => {
  const schedule = cosineWarmRestarts(1, 0, { period: 5, growth: 2 });
  expect(at(schedule, 0, 5, 15, 35)).toEqual([1, 1, 1, 1]);
  // the last step of a period of 20: sin^2(pi / 40)
  expect(at(schedule, 34)[0]).toBeCloseTo(Math.sin(Math.PI / 40) ** 2, 12);
});

test('a rise of no steps is none', () => {
  const rise = { from: 0.5, peak: 1, warmup: 0 };
  expect(at(warmupCosine({ ...rise, steps: 4 }), 0, 1, 4)).toEqual(
    at(cosineSchedule(1, 0, 4), 0, 1, 4),
  );
  expect(at(warmupExponential({ ...rise, factor: 0.5 }), 0, 1, 2)).toEqual(
    at(exponentialSchedule(1, { factor: 0.5 }), 0, 1, 2),
  );
});

test('small rates keep their precision: cos^2 near its zero against its series', () => {
  const [rate] = evaluate(cosineSchedule(1, 0, 100_000)(99_999)).data;
  const exact = Math.sin(Math.PI / 200_000) ** 2;
  // a few roundings of f32; 1 + cos would have none of its 24 bits right
  expect(Math.abs(rate! - exact) / exact).toBeLessThan(1e-6);
});

test('wrong steps and lengths', () => {
  expect(() => untypedCall(linearSchedule(1, 0, 5), scalar(1))).toThrow(
    'schedule: the step must be i32, got f32',
  );
  expect(() => linearSchedule(1, 0, 0)).toThrow('must be a positive integer, got 0');
  expect(() => exponentialSchedule(1, { factor: -1 })(0)).toThrow(
    'the base of a power must be positive and finite, got -1',
  );
  expect(() => joinSchedules([linearSchedule(1, 0, 5)], [3])).toThrow(
    'joinSchedules: 1 schedules need 0 bounds, got 1',
  );
  expect(() => cosineWarmRestarts(1, 0, { period: 5, growth: 1.5 })).toThrow('integer, got 1.5');
});

test('an optimiser counts the steps of its schedule itself', () => {
  const p = { w: array([2], [1, -2]) };
  const g = { w: array([2], [0.5, 1]) };
  const scheduled = sgd(linearSchedule(1, 0, 4));
  let [params, state] = [p, scheduled.init(p)];
  for (const rate of [1, 0.75, 0.5]) {
    const [byNumber] = sgd(rate).update(g, sgd(rate).init(p), params);
    [params, state] = [...scheduled.update(g, state, params)];
    expect(numbersOf(params.w)).toEqual(numbersOf(byNumber.w));
  }
  expect(numbersOf(state.count)).toEqual([3]);
});

test('a compiled step updates parameters, moments and count in place', () => {
  const optimiser = adam({ lr: warmup(4, cosineSchedule(0.1, 0, 10)) });
  const params = { w: array([3], [1, 2, 3]) };
  const first = { params, own: evaluate(optimiser.init(params)) };
  const step = jit(
    [first, f32(3)],
    (s, g) => {
      const [next, own] = optimiser.update({ w: g }, s.own, s.params);
      return { params: next, own };
    },
    { donate: [0] },
  );
  const g = array([3], [1, -1, 2]);
  const last = [1, 2, 3].reduce((s) => step(s, g), first);
  // Adam's steps along a gradient that does not change are rate times its sign; rates 0.025, 0.0488, 0.0678
  const rates = [0, 1, 2].map((t) => ((t + 1) / 4) * 0.1 * Math.cos((Math.PI * t) / 20) ** 2);
  const gone = rates.reduce((a, b) => a + b);
  const w = [...last.params.w.data];
  [1 - gone, 2 + gone, 3 - gone].forEach((want, i) => {
    expect(w[i]).toBeCloseTo(want, 5);
  });
  expect([...last.own.count.data]).toEqual([3]);
});

test('a plateau: NaN is no improvement, the cooldown does not count', () => {
  const machine = reduceOnPlateau({ patience: 1, cooldown: 2, factor: 0.5 });
  const rates: number[] = [];
  let state = machine.init(1);
  for (const metric of [1, Number.NaN, 2, 2, 2, 2, 2]) {
    state = machine.update(metric, state);
    rates.push(numbersOf(state.rate)[0]!);
  }
  expect(rates).toEqual([1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]);
});
