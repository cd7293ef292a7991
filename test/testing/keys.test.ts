/** Keys that feed two draws are found; every distribution, `split`, `foldIn` and training draw from each of theirs once. */
import { describe, expect, test } from 'vitest';
import * as t from '../../src/index.ts';
import { checkKeys, keysVerdict } from '../../src/testing/index.ts';

const k = t.key(0);
const two = (key: t.Key) => [t.uniform(key, [3]), t.normal(key, [2, 2])];

describe('a key that is drawn from twice', () => {
  test('is named with both draws', () => {
    const sentence =
      'checkKeys: argument 0 is drawn from twice, [3] and [4] words; make keys of it with split or foldIn';
    expect(keysVerdict(two, k)).toBe(sentence);
    expect(() => checkKeys(two, k)).toThrow(sentence);
  });
  test('is found in trees, among derived keys and among data', () => {
    expect(keysVerdict((a: { key: t.Key }) => two(a.key), { key: k })).toContain('argument 0.key');
    expect(keysVerdict((key: t.Key) => two(t.keyAt(t.split(key), 0)), k)).toContain('a key is');
    const again = (key: t.Key) => {
      return [0, 0].map((i) => t.normal(t.keyAt(t.split(key), i), [3]));
    };
    expect(keysVerdict(again, k)).toContain('[3] and [3] words');
    expect(
      keysVerdict((key: t.Key) => [0, 0].map((i) => t.normal(t.foldIn(key, i), [3])), k),
    ).toContain('a key is');
    expect(keysVerdict(() => [t.normal(t.key(7), [3]), t.uniform(t.key(7), [3])])).toContain(
      'a key is',
    );
  });
  test('is found in a loop, and in one step of it', () => {
    const loop = (key: t.Key) =>
      t.scan((c: t.Key) => [c, two(c)] as const, key, null, { length: 3 });
    expect(keysVerdict(loop, k)).toContain('drawn from twice');
  });
});

describe('what is right passes', () => {
  test('keys made by split and foldIn', () => {
    const apart = (key: t.Key) => {
      const keys = t.split(key, 3);
      return [0, 1, 2].map((i) => t.normal(t.keyAt(keys, i), [5]));
    };
    expect(keysVerdict(apart, k)).toBeUndefined();
    const folded = (key: t.Key) => [0, 1, 2].map((i) => t.normal(t.foldIn(key, i), [5]));
    expect(keysVerdict(folded, k)).toBeUndefined();
    expect(keysVerdict(() => [t.normal(t.key(1), [3]), t.normal(t.key(2), [3])])).toBeUndefined();
  });
  test('a draw that is used twice', () => {
    expect(
      keysVerdict((key: t.Key) => {
        const x = t.normal(key, [3]);
        return t.mul(x, x);
      }, k),
    ).toBeUndefined();
  });
  test('one key for both branches of a condition', () => {
    const either = (key: t.Key, p: t.Tensor<[], t.bool>) =>
      t.cond(
        p,
        (c: t.Key) => t.normal(c, [3]),
        (c) => t.uniform(c, [3]),
        key,
      );
    expect(keysVerdict(either, k, t.equal(t.scalar(1), t.scalar(1)))).toBeUndefined();
  });
  const one = t.full([3], 1);
  const draws: Readonly<Record<string, (key: t.Key) => unknown>> = {
    bernoulli: (key) => t.bernoulli(key, 0.5, [3]),
    beta: (key) => t.beta(key, 2, 3, [3]),
    categorical: (key) => t.categorical(key, one),
    choice: (key) => t.choice(key, 5, [3]),
    dirichlet: (key) => t.dirichlet(key, one, [2]),
    exponential: (key) => t.exponential(key, [3]),
    gamma: (key) => t.gamma(key, 2, [3]),
    normal: (key) => t.normal(key, [3]),
    orthogonal: (key) => t.orthogonal(key, 3),
    permutation: (key) => t.permutation(key, 5),
    poisson: (key) => t.poisson(key, 3, [4]),
    randint: (key) => t.randint(key, [3], { min: 0, max: 9 }),
    truncatedNormal: (key) => t.truncatedNormal(key, -1, 1, [3]),
    uniform: (key) => t.uniform(key, [3]),
  };
  test.each(Object.entries(draws))('%s draws from its key once', (_, draw) => {
    expect(keysVerdict(draw, k)).toBeUndefined();
  });
  test('a step of training with dropout, computed again in its backward pass too', () => {
    const net = t.net(
      t.f32(4, 8),
      t.layer.dropout(0.5),
      t.layer.dense('fc', 8),
      t.layer.dropout('d2', 0.5),
    );
    const p = t.init(net.params, k);
    const x = t.full([4, 8], 1);
    const loss = (q: typeof p, key: t.Key) => t.sum()(net.train(q, {}, key, x)[0]);
    expect(keysVerdict(loss, p, k)).toBeUndefined();
    expect(keysVerdict(t.grad(loss), p, k)).toBeUndefined();
    expect(keysVerdict(t.grad(t.checkpoint(loss)), p, k)).toBeUndefined();
    expect(keysVerdict((key: t.Key) => t.init(net.params, key), k)).toBeUndefined();
  });
});
