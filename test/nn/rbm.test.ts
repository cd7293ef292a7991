/** Restricted Boltzmann machines against scikit-learn on fixed samples, and by their own definition. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { evaluate, init, jit, key, normal, spec, type Tensor } from '../../src/index.ts';
import {
  contrastiveDivergence,
  rbmEnergy,
  rbmFreeEnergy,
  rbmGibbs,
  rbmHidden,
  rbmVisible,
} from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const made = <const S extends readonly number[]>(n: number, shape: S) =>
  o.array(
    shape,
    Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      (_, k) => (((k * 7 + n) % 11) - 5) / 10,
    ),
  );
const close = (got: Value, want: readonly number[]): void => {
  numbersOf(got).forEach((g, i) => {
    expect(g).toBeCloseTo(want[i]!, 7);
  });
};
const p = { w: made(1, [3, 2]), visible: made(2, [3]), hidden: made(3, [2]) };
const v = o.array([4, 3], [1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1]);

describe('equals BernoulliRBM', () => {
  test('in its probabilities and energies', () => {
    hasType<Tensor<[4, 2]>>()(rbmHidden(p, v));
    hasType<Tensor<[4]>>()(rbmFreeEnergy(p, v));
    close(rbmHidden(p, v), [
      ...[0.40131234, 0.645656306, 0.475020813, 0.450166003, 0.331812228, 0.574442517, 0.5],
      0.574442517,
    ]);
    close(rbmFreeEnergy(p, v), [-1.2505032, -1.64253553, -1.35754129, -1.54750243]);
  });
  test('in its step on a fixed sample', () => {
    const sample = o.array([4, 3], [0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1]);
    const slope = o.grad((own: typeof p) => contrastiveDivergence(own, v, sample))(p);
    // what BernoulliRBM._fit adds at rate 1, which goes against the gradient
    close(o.neg(slope.w), [
      ...[-0.0114321102, 0.0123658323, 0.107323093, 0.124907333, -0.100629964, -0.162313925],
    ]);
    close(o.neg(slope.hidden), [-0.0176769071, -0.0187032962]);
    close(o.neg(slope.visible), [0, 0.25, -0.25]);
  });
});

describe('by definition', () => {
  const states = [0, 1, 2, 3].map((k) => o.array([2], [k & 1, k >> 1]));
  const one = o.array([3], [1, 0, 1]);
  test('e^-F is the sum of e^-E over the hidden states', () => {
    const total = states
      .map((h) => Math.exp(-numbersOf(rbmEnergy(p, one, h))[0]!))
      .reduce((a, b) => a + b);
    close(rbmFreeEnergy(p, one), [-Math.log(total)]);
  });
  test('the conditional of a visible unit is by the difference of energies', () => {
    const h = states[1]!;
    const energy = (first: number): number =>
      numbersOf(rbmEnergy(p, o.array([3], [first, 0, 1]), h))[0]!;
    const odds = 1 / (1 + Math.exp(energy(1) - energy(0)));
    expect(numbersOf(rbmVisible(p, h))[0]).toBeCloseTo(odds, 7);
  });
  test('Gibbs steps give zeros and ones of the right frequencies', () => {
    const rows = o.broadcastTo([4000, 3])(one);
    const drawn = evaluate(rbmGibbs(p, rows, key(3)));
    hasType<Tensor<[4000, 3]>>()(rbmGibbs(p, rows, key(3)));
    expect(new Set(drawn.data)).toEqual(new Set([0, 1]));
    const on = numbersOf(rbmHidden(p, one));
    const want = states
      .map((h) => {
        const bits = numbersOf(h);
        const weight = on.reduce((w, q, j) => w * (bits[j] === 1 ? q : 1 - q), 1);
        return numbersOf(rbmVisible(p, h)).map((q) => q * weight);
      })
      .reduce((a, b) => a.map((x, i) => x + b[i]!));
    // four deviations of a mean of 4000 coins
    numbersOf(o.mean(0)(drawn)).forEach((m, i) => {
      expect(Math.abs(m - want[i]!)).toBeLessThan(4 * Math.sqrt(0.25 / 4000));
    });
  });
});

test('contrastive divergence learns patterns', () => {
  const data = o.array([2, 6], [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  const batch = o.tile([10, 1])(data);
  const params = init(spec.rbm(6, 4, { weights: (k, s) => o.scale(0.1, normal(k, s)) }), key(1));
  const step = jit([params, key(0)], (own, k) => {
    const sample = rbmGibbs(own, batch, k);
    const slope = o.grad((q: typeof own) => contrastiveDivergence(q, batch, sample))(own);
    return {
      w: o.sub(own.w, o.scale(0.5, slope.w)),
      visible: o.sub(own.visible, o.scale(0.5, slope.visible)),
      hidden: o.sub(own.hidden, o.scale(0.5, slope.hidden)),
    };
  });
  let own = step(params, key(0));
  for (let k = 1; k < 300; k += 1) own = step(own, key(k));
  const other = o.array([2, 6], [1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1]);
  const [near, far] = [data, other].map((x) => Math.max(...numbersOf(rbmFreeEnergy(own, x))));
  expect(near!).toBeLessThan(far! - 2);
  const again = numbersOf(rbmVisible(own, rbmHidden(own, data)));
  again.forEach((q, i) => {
    expect(Math.abs(q - numbersOf(data)[i]!)).toBeLessThan(0.2);
  });
});

test('what does not fit is refused', () => {
  expect(() => untypedCall(rbmHidden, p, o.zeros([4, 2]))).toThrow(
    'rbmHidden: expects last dimension 3, got [4, 2] (2 ≠ 3)',
  );
  expect(() => untypedCall(rbmEnergy, p, v, o.zeros([3, 2]))).toThrow(
    'rbmEnergy: the hidden units must be [4, 2], got [3, 2]',
  );
});
