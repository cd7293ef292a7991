/** Adafactor and L-BFGS against PyTorch's trajectories, and what they keep. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { jit, type Tensor } from '../../src/index.ts';
import * as o from '../../src/ops/index.ts';
import { adafactor, lbfgs } from '../../src/optim/index.ts';
import { hasType, numbersOf } from '../ops/reference.ts';

/** Some steps in f32 against f64. */
const close = (got: Value, want: readonly number[], digits = 6): void => {
  numbersOf(got).forEach((g, i) => {
    expect(g).toBeCloseTo(want[i]!, digits);
  });
};
const made = <const S extends readonly number[]>(n: number, shape: S, by = 0) =>
  o.array(
    shape,
    Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      (_, k) => (((k * 7 + n) % 11) - 5) / 10 + by,
    ),
  );

describe('adafactor', () => {
  const optimiser = adafactor({ lr: 0.05, weightDecay: 0.1, clip: 0.8 });
  test('follows PyTorch', () => {
    let p: { readonly w: Tensor<[2, 3]>; readonly b: Tensor<[3]> } = {
      w: made(1, [2, 3], 0.5),
      b: made(2, [3]),
    };
    let state = optimiser.init(p);
    for (const k of [1, 2, 3, 4, 5]) {
      const grads = {
        w: o.add(o.sin(o.scale(k, p.w)), o.full([2, 3], 0.1 * k)),
        b: o.cos(o.add(p.b, o.full([3], k))),
      };
      [p, state] = optimiser.update(grads, state, p);
    }
    // torch.optim.Adafactor(lr=0.05, weight_decay=0.1, d=0.8)
    close(p.w, [
      ...[-0.01779509284, 0.7201069317, 0.2903294809, -0.06096271268, 0.600353736, 0.1997823539],
    ]);
    close(p.b, [-0.2750456667, 0.3977353243, 0.01632168819]);
  });
  test('keeps rows and columns of matrices, vectors as they are', () => {
    const p = { w: o.zeros([4, 2, 3]), b: o.zeros([3]), s: o.scalar(1) };
    const state = optimiser.init(p);
    hasType<Tensor<[4, 2, 1]>>()(state.rows.w);
    hasType<Tensor<[4, 1, 3]>>()(state.columns.w);
    hasType<Tensor<[3]>>()(state.rows.b);
    hasType<Tensor<[]>>()(state.columns.b);
    expect(
      [state.rows.w, state.columns.w, state.rows.b, state.columns.b].map((v) => v.shape),
    ).toEqual([[4, 2, 1], [4, 1, 3], [3], []]);
    const [next] = optimiser.update(p, state, p);
    expect([...numbersOf(next.w), ...numbersOf(next.b)].every((v) => v === 0)).toBe(true);
  });
});

interface Point {
  readonly w: Tensor<[2]>;
  readonly v: Tensor<[]>;
}
const a = o.array([2, 2], [2, 0.5, 0.5, 1]);
const bowl = ({ w, v }: Point): Tensor<[]> => {
  const quadratic = o.scale(0.5, o.dot(w, o.matvec(a, w)));
  const off = o.sub(w, o.ones([2]));
  const quartic = o.scale(0.25, o.sum()(o.square(o.square(off))));
  const far = o.square(o.sub(v, o.scalar(3)));
  const by = o.add(o.scalar(1), o.square(o.select(0, 0)(w)));
  return o.add(o.add(quadratic, quartic), o.mul(far, by));
};
const start: Point = { w: o.array([2], [1.5, -2]), v: o.scalar(0.5) };

describe('lbfgs', () => {
  // torch.optim.LBFGS(lr=0.5, max_iter=1, history_size, tolerance_grad=0, tolerance_change=0)
  const wanted: readonly (readonly [memory: number, end: readonly number[]])[] = [
    [2, [0.3144935458, 0.05935483278, 2.713361396]],
    [10, [0.3025182353, 0.06708903603, 2.697878985]],
  ];
  test.each(wanted)('with a memory of %i follows PyTorch', (memory, end) => {
    const optimiser = lbfgs({ lr: 0.5, memory });
    const kept = optimiser.init(start);
    const step = jit([start, kept], (p, state) => optimiser.update(o.grad(bowl)(p), state, p));
    let [p, state] = step(start, kept);
    for (let k = 1; k < 8; k += 1) [p, state] = step(p, state);
    // eight steps in f32
    close(p.w, end.slice(0, 2), 4);
    close(p.v, end.slice(2), 4);
    expect(state.memory).toHaveLength(memory);
    expect(numbersOf(state.count)).toEqual([8]);
  });
  test('finds the minimum of a quadratic in as many steps as it has axes, and stays there', () => {
    const optimiser = lbfgs({ memory: 3 });
    const f = (w: Tensor<[2]>): Tensor<[]> => o.dot(w, o.matvec(a, w));
    const kept = optimiser.init(start.w);
    const step = jit([start.w, kept], (p, state) => optimiser.update(o.grad(f)(p), state, p));
    let [p, state] = step(start.w, kept);
    for (let k = 1; k < 25; k += 1) [p, state] = step(p, state);
    close(p, [0, 0], 5);
  });
  test('wants a memory', () => {
    expect(() => lbfgs({ memory: 0 })).toThrow(
      'lbfgs: the memory must be a positive integer, got 0',
    );
  });
});
