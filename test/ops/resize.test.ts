/** Resizing and sampling: the laws, conventions for corners, edges and factors, and what is refused. */
import { describe, expect, test } from 'vitest';
import { op } from '../../conformance/adapter.ts';
import { array, gridSample, ones, resize, upsample, vjp } from '../../src/index.ts';
import { type Domain, type } from '../laws/recipe.ts';
import { onValue, type Program, sizedLaws } from '../laws/sized.ts';
import { numbersOf, untypedCall } from './reference.ts';

const images = (layer: unknown): Program => ({
  types: (b, n) => [type('f32', [b, n, 3, 2])],
  run: onValue(layer),
});
/** Places within the image and beyond its edges. */
const places: Domain = (source, n) => Array.from({ length: n }, () => 2.6 * source() - 1.3);
const sampled = (options: object): Program => ({
  types: (b, n) => [type('f32', [b, n, 3, 2]), type('f32', [b, 2, n, 2])],
  domains: [(source, n) => Array.from({ length: n }, () => source()), places],
  run: (x, grid) => op(gridSample)(x, grid, options),
});

sizedLaws({
  'nearest, to a size': images(resize([7, 2])),
  'nearest, by a factor': images(upsample([2, 3])),
  'bilinear, to a size': images(resize([7, 2], { mode: 'linear' })),
  'bilinear, by a factor': images(upsample(2, { mode: 'linear' })),
  'bilinear, corners kept': images(resize([1, 5], { mode: 'linear', alignCorners: true })),
  'bicubic, to a size': images(resize([5, 2], { mode: 'cubic' })),
  'bicubic, corners kept': images(resize([3, 4], { mode: 'cubic', alignCorners: true })),
  'linear, of a given scale': {
    types: (b, n) => [type('f32', [b, n, 2])],
    run: onValue(resize(5, { mode: 'linear', scale: 1.5 })),
  },
  'sampled, zeros beyond': sampled({}),
  'sampled, the border beyond, corners kept': sampled({ padding: 'border', alignCorners: true }),
  'sampled, mirrored beyond': sampled({ padding: 'reflection' }),
  'sampled, mirrored at the corners': sampled({ padding: 'reflection', alignCorners: true }),
  'sampled, nearest': sampled({ mode: 'nearest' }),
  'sampled, cubic, zeros beyond': sampled({ mode: 'cubic' }),
  'sampled, cubic, mirrored beyond': sampled({ mode: 'cubic', padding: 'reflection' }),
});

const line = array([1, 3, 1], [1, 2, 4]);

describe('conventions', () => {
  test('nearest takes the element at or before', () => {
    expect(numbersOf(resize(2)(line))).toEqual([1, 2]);
    expect(numbersOf(upsample(2)(line))).toEqual([1, 1, 2, 2, 4, 4]);
    expect(numbersOf(resize(4)(line))).toEqual([1, 1, 2, 4]);
  });
  test('linear keeps the edges, or the corners', () => {
    expect(numbersOf(resize(6, { mode: 'linear' })(line))).toEqual([1, 1.25, 1.75, 2.5, 3.5, 4]);
    expect(numbersOf(resize(5, { mode: 'linear', alignCorners: true })(line))).toEqual([
      1, 1.5, 2, 3, 4,
    ]);
    expect(numbersOf(resize(1, { mode: 'linear', alignCorners: true })(line))).toEqual([1]);
  });
  test('a scale counts for the places as it is', () => {
    // places (i + 1/2) / 1.25 - 1/2 of floor(3 * 1.25) = 3 elements
    const y = numbersOf(resize(3, { mode: 'linear', scale: 1.25 })(line));
    [1, 1.7, 3].forEach((want, i) => {
      // the weights are those of f32
      expect(y[i]).toBeCloseTo(want, 6);
    });
    expect(numbersOf(resize(3, { scale: 1.5 })(line))).toEqual([1, 1, 2]);
  });
  test('weights add up to 1, so constants stay', () => {
    for (const mode of ['nearest', 'linear', 'cubic'] as const) {
      for (const y of numbersOf(resize([5, 7], { mode })(ones([1, 3, 4, 1])))) {
        expect(y).toBeCloseTo(1, 12);
      }
    }
  });
  test('no examples', () => {
    expect(numbersOf(resize(5, { mode: 'cubic' })(ones([0, 3, 2])))).toEqual([]);
  });
  test('sampling at the centres of the elements gives them', () => {
    const x = array([1, 2, 2, 1], [1, 2, 3, 4]);
    const grid = array([1, 4, 2], [-0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5]);
    expect(numbersOf(gridSample(x, grid))).toEqual([1, 2, 3, 4]);
    const corners = array([1, 2, 2], [-1, 1, 1, -1]);
    expect(numbersOf(gridSample(x, corners, { alignCorners: true }))).toEqual([3, 2]);
    // half of the element and half of what is beyond
    expect(numbersOf(gridSample(x, array([1, 1, 2], [-1, -0.5])))).toEqual([0.5]);
  });
  test('places that are no numbers, or far away, are beyond', () => {
    const x = array([1, 1, 2, 1], [1, 2]);
    const grid = array([1, 3, 2], [Number.NaN, 0, 1e30, 0, Number.POSITIVE_INFINITY, 0]);
    expect(numbersOf(gridSample(x, grid, { mode: 'nearest' }))).toEqual([0, 0, 0]);
  });
  test('cubic between the corners is a resize', () => {
    const x = array([1, 3, 4, 1], [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]);
    const places = [0, 1, 2, 3, 4].flatMap((i) =>
      [0, 1, 2, 3, 4].flatMap((j) => [j / 2 - 1, i / 2 - 1]),
    );
    const options = { mode: 'cubic', alignCorners: true } as const;
    const sampled = gridSample(x, array([1, 25, 2], places), { ...options, padding: 'border' });
    const resized = numbersOf(resize(5, options)(x));
    numbersOf(sampled).forEach((y, k) => {
      // places in f32 on one side, in whole numbers on the other
      expect(y).toBeCloseTo(resized[k]!, 5);
    });
  });
  test('beyond the border the place has no derivative', () => {
    const x = array([1, 1, 2, 1], [1, 2]);
    const sample = (g: typeof grid) => gridSample(x, g, { padding: 'border' });
    const grid = array([1, 2, 2], [-2, 0, 0.1, 0]);
    const [, back] = vjp(sample, grid);
    expect(numbersOf(back(ones([1, 2, 1]))[0])).toEqual([0, 0, 1, 0]);
  });
});

describe('refused', () => {
  test.each([
    [() => untypedCall(resize, 0), 'resize: size must be a positive whole number, got 0'],
    [() => untypedCall(resize, 2, { scale: -1 }), 'resize: scale must be positive, got -1'],
    [() => untypedCall(upsample, 1.5), 'upsample: scale must be a positive whole number, got 1.5'],
  ])('%#', (f, sentence) => {
    expect(f).toThrow(sentence);
  });
});
