/** Attention: the laws, what masks do, dropout of the weights, heads, and stages of networks. */
import { describe, expect, test } from 'vitest';
import { call, op } from '../../conformance/adapter.ts';
import {
  array,
  bool,
  concat,
  dense,
  f32,
  init,
  key,
  layer,
  type MultiHeadAttentionP,
  matmul,
  multiHeadAttention,
  multiHeadAttentionWithWeights,
  ndarray,
  net,
  normal,
  ones,
  reshape,
  scale,
  scaledDotProductAttention,
  selfAttention,
  slice,
  softmax,
  spec,
  sum,
  type Tensor,
  transpose,
  vjp,
} from '../../src/index.ts';
import { type } from '../laws/recipe.ts';
import { type Program, sizedLaws } from '../laws/sized.ts';
import { hasType, numbersOf } from '../ops/reference.ts';
import { withParams } from './with-params.ts';

const selfAttending = (options: object): Program => {
  const { more, run } = withParams(spec.multiHeadAttention(4), (p, x) =>
    op(call(selfAttention, p, 2, options))(x),
  );
  return { types: (b, n) => [type('f32', [b, n, 4]), ...more], run };
};

sizedLaws({
  scaledDotProductAttention: {
    types: (b, n) => [type('f32', [b, 1, 2, n]), type('f32', [b, 2, 3, n]), type('f32', [2, 3, 2])],
    run: (q, k, v) => op(scaledDotProductAttention)(q, k, v, { scale: 0.7 }),
  },
  'scaledDotProductAttention, causal': {
    types: (b, n) => [type('f32', [b, n, 2]), type('f32', [b, n, 2]), type('f32', [n, 3])],
    run: (q, k, v) => op(scaledDotProductAttention)(q, k, v, { causal: true }),
  },
  'scaledDotProductAttention, of a bias': {
    types: (b, n) => [type('f32', [b, n, 2]), type('f32', [b, n])],
    run: (q, mask) => {
      const [b, n] = mask!.shape;
      const wide = op(reshape([b!, 1, n!]))(mask);
      return op(scaledDotProductAttention)(q, q, q, { mask: wide });
    },
  },
  selfAttention: selfAttending({}),
  'selfAttention, causal': selfAttending({ causal: true }),
});

const truths = <const S extends readonly number[]>(shape: S, data: readonly number[]) =>
  ndarray(shape, bool, Uint8Array.from(data));
const closeTo = (got: readonly number[], want: readonly number[]): void => {
  expect(got).toHaveLength(want.length);
  got.forEach((y, i) => {
    expect(y).toBeCloseTo(want[i]!, 12);
  });
};

describe('scaledDotProductAttention', () => {
  const [q, k, v] = [
    normal(key(1), [2, 3, 4]),
    normal(key(2), [2, 5, 4]),
    normal(key(3), [2, 5, 2]),
  ];
  test('has its type, and is the formula', () => {
    const y = scaledDotProductAttention(q, k, v);
    hasType<Tensor<[2, 3, 2]>>()(y);
    const scores = scale(0.5, matmul(q, transpose(k)));
    closeTo(numbersOf(y), numbersOf(matmul(softmax(-1)(scores), v)));
  });
  test('no weight of what may not be seen, and 0 where nothing may', () => {
    const mask = truths([3, 5], [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const y = numbersOf(scaledDotProductAttention(q, k, v, { mask }));
    const values = numbersOf(v);
    expect(y.slice(2, 4)).toEqual([0, 0]);
    closeTo(y.slice(4, 6), values.slice(8, 10));
    const few = scaledDotProductAttention(slice(1, 0, 1)(q), slice(1, 0, 2)(k), slice(1, 0, 2)(v));
    closeTo(y.slice(0, 2), numbersOf(few).slice(0, 2));
  });
  test('where nothing may be seen there is no derivative, and no NaN', () => {
    const mask = truths([5], [0, 0, 0, 0, 0]);
    const [, back] = vjp((x: typeof q) => scaledDotProductAttention(x, k, v, { mask }), q);
    expect(new Set(numbersOf(back(ones([2, 3, 2]))[0]).map(Math.abs))).toEqual(new Set([0]));
  });
  test('causal: as a mask of those before', () => {
    const x = normal(key(4), [3, 4]);
    const mask = truths([3, 3], [1, 0, 0, 1, 1, 0, 1, 1, 1]);
    const y = numbersOf(scaledDotProductAttention(x, x, x, { causal: true }));
    closeTo(y, numbersOf(scaledDotProductAttention(x, x, x, { mask })));
    closeTo(y.slice(0, 4), numbersOf(x).slice(0, 4));
  });
  test('a mask of floats is added to the scores', () => {
    const mask = array([5], [0, 0, 0, 0, 1e4]);
    closeTo(
      numbersOf(scaledDotProductAttention(q, k, v, { mask })).slice(0, 2),
      numbersOf(v).slice(8, 10),
    );
  });
  test('dropout takes weights, and enlarges the others', () => {
    const dropout = { rate: 0.5, key: key(7) };
    const identity = array([4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const same = ones([4, 3]);
    const weights = numbersOf(scaledDotProductAttention(same, same, identity, { dropout }));
    expect(new Set(weights)).toEqual(new Set([0, 0.5]));
    const none = { rate: 0, key: key(7) };
    expect(numbersOf(scaledDotProductAttention(same, same, identity, { dropout: none }))).toEqual(
      Array(16).fill(0.25),
    );
  });
  test('of no queries', () => {
    expect(numbersOf(scaledDotProductAttention(ones([0, 4]), ones([2, 4]), ones([2, 3])))).toEqual(
      [],
    );
  });
});

describe('multiHeadAttention', () => {
  const p = init(spec.multiHeadAttention(4, 3, 5), key(0));
  hasType<MultiHeadAttentionP<4, 3, 5>>()(p);
  const x = normal(key(1), [2, 3, 4]);
  const [keys, values] = [normal(key(2), [2, 6, 3]), normal(key(3), [2, 6, 5])];
  test('one head is attention between maps', () => {
    const y = multiHeadAttention(p, 1)(x, keys, values);
    hasType<Tensor<[2, 3, 4]>>()(y);
    const [q, k, v] = [dense(p.query)(x), dense(p.key)(keys), dense(p.value)(values)];
    closeTo(numbersOf(y), numbersOf(dense(p.out)(scaledDotProductAttention(q, k, v))));
  });
  test('heads see their share of the features', () => {
    const [q, k, v] = [dense(p.query)(x), dense(p.key)(keys), dense(p.value)(values)];
    const half = (at: 0 | 2) =>
      scaledDotProductAttention(slice(-1, at, 2)(q), slice(-1, at, 2)(k), slice(-1, at, 2)(v));
    const want = dense(p.out)(concat(-1, half(0), half(2)));
    closeTo(numbersOf(multiHeadAttention(p, 2)(x, keys, values)), numbersOf(want));
  });
  test('weights are means of heads, and add up to 1', () => {
    const [y, w] = multiHeadAttentionWithWeights(p, 2)(x, keys, values);
    hasType<Tensor<[2, 3, 4]>>()(y);
    hasType<Tensor<[2, 3, 6]>>()(w);
    closeTo(numbersOf(sum(-1)(w)), Array(6).fill(1));
    closeTo(numbersOf(y), numbersOf(multiHeadAttention(p, 2)(x, keys, values)));
  });
  test('keys that are padding count as absent', () => {
    const keyMask = truths([2, 6], [1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0]);
    const y = multiHeadAttention(p, 2)(x, keys, values, { keyMask });
    const shorter = multiHeadAttention(p, 2)(x, slice(1, 0, 4)(keys), slice(1, 0, 4)(values));
    closeTo(numbersOf(y), numbersOf(shorter));
  });
  test('masks have heads, and hold together', () => {
    const mask = truths([2, 1, 6], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
    const keyMask = truths([6], [0, 1, 1, 1, 1, 1]);
    const [, w] = multiHeadAttentionWithWeights(p, 2)(x, keys, values, { mask, keyMask });
    const rows = numbersOf(w);
    expect(rows[0]).toBe(0);
    expect(rows[5]).toBeGreaterThan(0);
    expect(rows[5]).toBeLessThan(0.5);
  });
});

describe('as a stage', () => {
  const m = net(
    f32('B', 'T', 4),
    layer.multiHeadAttention('a', { heads: 2, causal: true, dropout: 0.5 }),
  );
  const params = init(m.params, key(0));
  const x = normal(key(1), [2, 3, 4]);
  test('it is selfAttention', () => {
    hasType<{ readonly a: MultiHeadAttentionP<4> }>()(params);
    const y = m(params, x);
    hasType<Tensor<[2, 3, 4]>>()(y);
    closeTo(numbersOf(y), numbersOf(selfAttention(params.a, 2, { causal: true })(x)));
  });
  test('it drops weights in training, by its key', () => {
    expect(m.random).toBe(true);
    const [a, b, c] = [1, 1, 2].map((k) => numbersOf(m.train(params, {}, key(k), x)[0]));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
  test('without dropout it is not random', () => {
    const plain = net(f32('B', 'T', 4), layer.multiHeadAttention('a', { heads: 2 }));
    expect(plain.random).toBe(false);
  });
  test('a rate is a probability', () => {
    expect(() => layer.multiHeadAttention('a', { heads: 2, dropout: 2 })).toThrow(
      'dropout: the rate must be between 0 and 1, got 2',
    );
  });
});
