/** Normalisations without parameters, distances and positions: the laws, conventions at kinks, values of formulas. */
import { describe, expect, test } from 'vitest';
import { op } from '../../conformance/adapter.ts';
import {
  array,
  cdist,
  cosineSimilarity,
  evaluate,
  localResponseNorm,
  normalize,
  ones,
  pairwiseDistance,
  positionalEncoding,
  rotaryEmbedding,
  sinusoidalPositions,
  standardize,
  type Tensor,
  vjp,
  zeros,
} from '../../src/index.ts';
import { type } from '../laws/recipe.ts';
import { onValue, type Program, sizedLaws } from '../laws/sized.ts';
import { hasType, numbersOf, untypedCall } from './reference.ts';

const rows = (layer: unknown): Program => ({
  types: (b, n) => [type('f32', [b, n, 4])],
  run: onValue(layer),
});
const pairs = (f: unknown, options: object): Program => ({
  types: (b, n) => [type('f32', [b, 1, n]), type('f32', [3, n])],
  run: (x, y) => op(f)(x, y, options),
});

sizedLaws({
  'standardize, the last axis': rows(standardize(-1)),
  'standardize, some axes': rows(standardize([0, 2], { eps: 0.1 })),
  'localResponseNorm, an even size': rows(localResponseNorm(2, { alpha: 0.5, beta: 0.6, k: 2 })),
  'localResponseNorm, more than the channels': rows(localResponseNorm(5)),
  'normalize, order 2': rows(normalize()),
  'normalize, order 3, another axis': rows(normalize(1, { order: 3 })),
  cosineSimilarity: pairs(cosineSimilarity, {}),
  'cosineSimilarity, another axis': pairs(cosineSimilarity, { axis: 1 }),
  'pairwiseDistance, order 3': pairs(pairwiseDistance, { order: 3 }),
  cdist: pairs(cdist, {}),
  'cdist, order 1': pairs(cdist, { order: 1 }),
  positionalEncoding: rows(positionalEncoding()),
  rotaryEmbedding: rows(rotaryEmbedding({ base: 100 })),
});

describe('standardize', () => {
  test('mean 0 and variance 1', () => {
    const y = numbersOf(standardize(-1, { eps: 0 })(array([1, 4], [1, 2, 3, 6])));
    expect(y.reduce((a, b) => a + b)).toBeCloseTo(0, 12);
    expect(y.reduce((a, b) => a + b * b, 0) / 4).toBeCloseTo(1, 12);
  });
  test('over all axes without one being named, over none it is 0', () => {
    const x = array([2, 1], [3, 5]);
    expect(numbersOf(standardize(undefined, { eps: 0 })(x))).toEqual([-1, 1]);
    expect(numbersOf(standardize([])(x))).toEqual([0, 0]);
  });
  test('no examples', () => {
    expect(numbersOf(standardize(-1)(ones([0, 3])))).toEqual([]);
  });
});

describe('the zero vector', () => {
  const zero = zeros([1, 3]);
  test('is normalised to itself; its derivative is that of x / eps', () => {
    expect(numbersOf(normalize()(zero))).toEqual([0, 0, 0]);
    const [, back] = vjp((x: typeof zero) => normalize(-1, { eps: 0.5 })(x), zero);
    expect(numbersOf(back(ones([1, 3]))[0])).toEqual([2, 2, 2]);
  });
  test('is at no angle to any other', () => {
    expect(numbersOf(cosineSimilarity(zero, ones([1, 3])))).toEqual([0]);
  });
  test('as a difference has derivative 0 in cdist', () => {
    const [y, back] = vjp((x: typeof zero) => cdist(x, zero), zero);
    expect(numbersOf(y)).toEqual([0]);
    expect(numbersOf(back(ones([1, 1]))[0])).toEqual([0, 0, 0]);
  });
});

describe('positions', () => {
  test('are sines and cosines in turn', () => {
    const table = sinusoidalPositions(3, 4);
    hasType<Tensor<[3, 4]>>()(table);
    const want = [0, 1, 2].flatMap((t) => [
      Math.sin(t),
      Math.cos(t),
      Math.sin(t / 100),
      Math.cos(t / 100),
    ]);
    numbersOf(table).forEach((y, i) => {
      expect(y).toBeCloseTo(want[i]!, 12);
    });
  });
  test('far away are as exact as f32 is, though their angles are large', () => {
    const table = evaluate(sinusoidalPositions(4096, 2)).data;
    for (const t of [1000, 2047, 4095]) {
      expect(table[2 * t]).toBe(Math.fround(Math.sin(t)));
      expect(table[2 * t + 1]).toBe(Math.fround(Math.cos(t)));
    }
  });
  test('an odd number of features ends with a sine', () => {
    const y = numbersOf(sinusoidalPositions(2, 3, { base: 8 }));
    expect(y).toHaveLength(6);
    expect(y[5]).toBeCloseTo(Math.sin(8 ** (-2 / 3)), 12);
  });
  test('products of rotated vectors depend on how far they are apart', () => {
    const x = array([4, 2], [1, 2, 1, 2, 1, 2, 1, 2]);
    const y = numbersOf(rotaryEmbedding()(x));
    const product = (i: number, j: number) => y[2 * i]! * y[2 * j]! + y[2 * i + 1]! * y[2 * j + 1]!;
    expect(product(0, 1)).toBeCloseTo(product(2, 3), 12);
    expect(product(0, 2)).toBeCloseTo(product(1, 3), 12);
    expect(product(1, 1)).toBeCloseTo(5, 12);
  });
  test('need features', () => {
    expect(() => untypedCall(sinusoidalPositions, 3, 0)).toThrow(
      'sinusoidalPositions: features must be a positive whole number, got 0',
    );
  });
});
