/** Arbitraries: shapes that broadcast, tensors inside their domain that shrink to its simplest element; closeTo. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { add, array, f64, i32, scalar } from '../../src/index.ts';
import {
  allPrograms,
  booleans,
  broadcastable,
  closeTo,
  type Domain,
  distinct,
  examplesOf,
  grid,
  integers,
  nonZero,
  offInteger,
  positive,
  programs,
  shape,
  shapeLaw,
  tensorOf,
  textLaw,
  unit,
} from '../../src/testing/index.ts';
import { broadcastShape } from '../../src/types/broadcast.ts';

const within = (lo: number, hi: number) => (x: number) => lo <= x && x <= hi;
const domains: Readonly<Record<string, readonly [Domain, (x: number) => boolean, number]>> = {
  positive: [positive, within(0.3, 2), 1],
  nonZero: [nonZero, (x) => within(0.3, 2)(Math.abs(x)), 1],
  unit: [unit, within(-0.9, 0.9), 0.1],
  offInteger: [offInteger, (x) => within(0.199, 0.801)(x - Math.floor(x)), 0.2],
  'grid(0.25)': [grid(0.25), (x) => Number.isInteger(2 * x - 0.5), 0.25],
  'integers(2, 5)': [integers(2, 5), (x) => Number.isInteger(x) && within(2, 5)(x), 2],
  booleans: [booleans, (x) => x === 0 || x === 1, 0],
};

describe.each(Object.entries(domains))('%s', (_, [domain, holds, simplest]) => {
  it('keeps to its numbers', () => {
    fc.assert(
      fc.property(tensorOf(shape(), { domain, dtype: f64 }), ({ data }) => [...data].every(holds)),
    );
  });
  it('shrinks to the simplest', () => {
    const fails = fc.property(tensorOf([2], { domain, dtype: f64 }), ({ data }) => data.length < 2);
    const { counterexample } = fc.check(fails);
    expect([...counterexample![0].data]).toEqual([simplest, simplest]);
  });
});

test('distinct elements are distinct', () => {
  fc.assert(
    fc.property(
      tensorOf(shape(), { domain: distinct }),
      ({ data }) => new Set(data).size === data.length,
    ),
  );
});

test('one element shrinks by itself', () => {
  const property = fc.property(
    tensorOf([3], { domain: integers(0, 100), dtype: i32 }),
    ({ data }) => data[1]! < 17,
  );
  const { counterexample } = fc.check(property, { seed: 1 });
  expect([...counterexample![0].data]).toEqual([0, 17, 0]);
});

test('a shape shrinks to the one element that matters, however rare', () => {
  const large = tensorOf(shape(), { domain: integers(0, 1000), dtype: i32 });
  const rare = fc.property(large, ({ data }) => !data.some((x) => x > 990));
  const { counterexample } = fc.check(rare, { seed: 1, numRuns: 500 });
  expect(counterexample![0].shape).toEqual([]);
});

test('tensors are shown as type and elements', () => {
  const [x] = fc.sample(tensorOf([2], { domain: integers(3, 3) }), 1);
  expect(fc.stringify(x)).toBe('f32 [2]: 3, 3');
});

test('broadcastable shapes broadcast, in both directions', () => {
  const pairs = fc.sample(broadcastable(), { seed: 1, numRuns: 200 });
  for (const [a, b] of pairs) expect(broadcastShape(a, b, 'add')).toBeInstanceOf(Array);
  const kinds = [
    pairs.some(([a, b]) => a.length < b.length),
    pairs.some(([a, b]) => a.length > b.length),
    pairs.some(([a, b]) => a.some((d, k) => d === 1 && (b[k] ?? 1) > 1)),
    pairs.some(([a]) => a.includes(0)),
  ];
  expect(kinds).toEqual([true, true, true, true]);
});

test.each([
  ['programs', programs],
  ['allPrograms', allPrograms],
])('%s are well typed and can be printed', (_, recipes) => {
  fc.assert(
    fc.property(recipes, (r) => {
      const g = r.build(r.sizes);
      const [args] = examplesOf(g, r.domains, 1, 1);
      expect(shapeLaw(g, args!) ?? textLaw(g, args!)).toBeUndefined();
    }),
    { seed: 20261124, numRuns: 60 },
  );
});

describe('closeTo', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  it('lets rounding pass, and what is equal', () => {
    closeTo([1, 1000, nan, inf, 0], [1 + 1e-6, 1000.005, nan, inf, 1e-7]);
    closeTo(add(array([2], [1, 2]), scalar(1)), array([2], [2, 3]));
    closeTo([1], [1.1], { relative: 0.2 });
    closeTo([0], [0.1], { absolute: 0.2 });
  });
  it.each([
    [[1, 2], [1, 2.001], 'element 1 is 2, expected 2.001'],
    [[nan], [1], 'element 0 is NaN, expected 1'],
    [[1], [nan], 'element 0 is 1, expected NaN'],
    [[inf], [-inf], 'element 0 is Infinity, expected -Infinity'],
    [[1], [1, 2], '1 elements, not 2'],
  ])('refuses %j for %j', (got, want, text) => {
    expect(() => closeTo(got, want)).toThrow(`closeTo: ${text}`);
  });
  it('compares the shapes of tensors', () => {
    const [row, column] = [array([1, 2], [1, 2]), array([2, 1], [1, 2])];
    expect(() => closeTo(row, column)).toThrow('closeTo: [1, 2] is not of the shape [2, 1]');
  });
});
