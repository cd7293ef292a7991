/** Dropout: scaling, keys, and what a stage of a network does with them. */
import { describe, expect, test } from 'vitest';
import { op } from '../../conformance/adapter.ts';
import {
  array,
  f32,
  f64,
  integers,
  type Key,
  key,
  keyAt,
  layer,
  ndarray,
  net,
  ones,
  split,
  sum,
  type Tensor,
  vjp,
  vmap,
} from '../../src/index.ts';
import { dropout } from '../../src/nn/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';
import { MACHINES, resultsOn } from './both.ts';

describe('dropout', () => {
  const n = 10_000;
  const x = ones([n]);
  const kept = (rate: number, k: Key): readonly number[] => numbersOf(dropout(rate, k)(x));
  test.each([0.1, 0.5, 0.8])('of rate %f keeps the mean and the rate', (rate) => {
    const y = kept(rate, key(11));
    const count = y.filter((v) => v !== 0).length;
    const expected = n * (1 - rate);
    // one degree of freedom: 6.635 is exceeded with probability 0.01
    const chi2 = (count - expected) ** 2 / expected + (count - expected) ** 2 / (n - expected);
    expect(chi2).toBeLessThan(6.635);
    const mean = y.reduce((s, v) => s + v, 0) / n;
    // five standard deviations of a mean of n masks, each of variance rate / (1 - rate)
    expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(rate / (1 - rate) / n));
  });
  test('the key decides the mask', () => {
    expect(kept(0.5, key(1))).toEqual(kept(0.5, key(1)));
    expect(kept(0.5, key(1))).not.toEqual(kept(0.5, key(2)));
  });
  test('rate 0 drops nothing, rate 1 everything, its gradient too', () => {
    const v = array([3], [1, 2, 3]);
    expect(numbersOf(dropout(0, key(0))(v))).toEqual([1, 2, 3]);
    expect(numbersOf(dropout(1, key(0))(v))).toEqual([0, 0, 0]);
    const [, back] = vjp((w: Tensor<[3]>) => dropout(1, key(0))(w), v);
    expect(numbersOf(back(ones([3]))[0])).toEqual([0, 0, 0]);
  });
  test('every rate outside [0, 1] is refused', () => {
    for (const rate of [-0.1, 1.5, Number.NaN]) {
      const sentence = `dropout: the rate must be between 0 and 1, got ${rate}`;
      expect(() => dropout(rate, key(0))).toThrow(new RangeError(sentence));
      expect(() => layer.dropout(rate)).toThrow(new RangeError(sentence));
    }
  });
  test('floats only, of either width', () => {
    const d = ndarray([4], DTypes.f64, [1, 2, 3, 4]);
    const y = dropout(0.5, key(3))(d);
    hasType<Tensor<[4], f64>>()(y);
    expect(numbersOf(y).every((v, i) => v === 0 || v === 2 * (i + 1))).toBe(true);
    // @ts-expect-error "dropout: needs a float tensor, got i32"
    expect(() => dropout(0.5, key(0))(integers([1], [1]))).toThrow(
      'dropout: needs a float tensor, got i32',
    );
  });
  test('over a batch of keys, each row has the mask of its key', () => {
    const keys = split(key(5), 3);
    const v = array([4], [1, 2, 3, 4]);
    const rows = vmap((k: Key) => dropout(0.5, k)(v))(keys);
    hasType<Tensor<[3, 4]>>()(rows);
    const each = [0, 1, 2].flatMap((i) => numbersOf(dropout(0.5, keyAt(keys, i))(v)));
    for (const machine of MACHINES) {
      expect(
        resultsOn(machine, (ks) => [op(vmap((k: Key) => dropout(0.5, k)(v)))(ks!)], [keys]),
      ).toEqual([each]);
    }
  });
});

describe('as a stage', () => {
  const x = ones([2, 50]);
  const masked = (m: { readonly train: unknown }, k: Key): readonly number[] => {
    const result = untypedCall(m.train, {}, {}, k, x);
    return Array.isArray(result) ? numbersOf(result[0]) : [];
  };
  const one = net(f32('B', 50), layer.dropout(0.5));
  test('training drops, evaluation is the identity', () => {
    const y = one({}, x);
    hasType<Tensor<[2, 50]>>()(y);
    expect(numbersOf(y)).toEqual(numbersOf(x));
    const [z, state] = one.train({}, {}, key(0), x);
    hasType<Tensor<[2, 50]>>()(z);
    expect(state).toEqual({});
    expect(new Set(numbersOf(z))).toEqual(new Set([0, 2]));
  });
  test('the mask is that of the key and the name, wherever the stage stands', () => {
    const named = net(f32('B', 50), layer.dropout('dropout', 0.5));
    const renamed = net(f32('B', 50), layer.dropout('other', 0.5));
    const among = net(
      f32('B', 50),
      layer.dropout('first', 0),
      layer.group('g', layer.dropout('dropout', 0)),
      layer.dropout(0.5),
    );
    const mask = masked(one, key(7));
    expect(masked(one, key(7))).toEqual(mask);
    expect(masked(one, key(8))).not.toEqual(mask);
    expect(masked(named, key(7))).toEqual(mask);
    expect(masked(among, key(7))).toEqual(mask);
    expect(masked(renamed, key(7))).not.toEqual(mask);
  });
  test('a group of the same inner name has its own mask', () => {
    const grouped = net(f32('B', 50), layer.group('g', layer.dropout(0.5)));
    const other = net(f32('B', 50), layer.group('h', layer.dropout(0.5)));
    const masks = [one, grouped, other].map((m) => masked(m, key(7)).join());
    expect(new Set(masks).size).toBe(3);
  });
  test('two stages need two names', () => {
    const sentence = "net: stage 1, the name 'dropout' is used twice";
    // @ts-expect-error "net: stage 1, the name 'dropout' is used twice"
    expect(() => net(f32('B', 2), layer.dropout(0.5), layer.dropout(0.1))).toThrow(sentence);
    // @ts-expect-error "net: stage 1, the name 'a' is used twice"
    const twice = () => net(f32('B', 2), layer.dense('a', 2), layer.dropout('a', 0.1));
    expect(twice).toThrow("net: stage 1, the name 'a' is used twice");
  });
  test('a wrong dtype is refused when the network is made', () => {
    const sentence = 'dropout: needs a float tensor, got i32';
    const i = { ...f32('B', 2), dtype: DTypes.i32 };
    // @ts-expect-error "dropout: needs a float tensor, got i32"
    expect(() => net(i, layer.dropout(0.5))).toThrow(sentence);
    const doubled = net(f64('B', 2), layer.dropout(0.5));
    const y = doubled.train({}, {}, key(0), ndarray([1, 2], DTypes.f64, [1, 1]))[0];
    hasType<Tensor<[1, 2], f64>>()(y);
    expect(y.dtype.dtype).toBe('f64');
  });
  test('the gradient goes through the units that are kept', () => {
    const v = array(
      [2, 50],
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    const dropped = (w: typeof v) => one.train({}, {}, key(2), w)[0];
    const [y, back] = vjp(dropped, v);
    const grad = numbersOf(back(ones([2, 50]))[0]);
    expect(grad).toEqual(numbersOf(y).map((z) => (z === 0 ? 0 : 2)));
    expect(numbersOf(sum()(y))[0]).toBe(numbersOf(y).reduce((s, z) => s + z, 0));
  });
});
