/** Curves: round ticks that enclose the values, one point a value, labels that do not lie on each other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chart, ticks } from '../../src/cli/report-chart.ts';

test('ticks enclose what they are for, in equal round steps', () => {
  const value = fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 1000);
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const at = ticks(low, high);
      expect(at.length).toBeGreaterThanOrEqual(2);
      expect(at.length).toBeLessThanOrEqual(18);
      const slack = 1e-6 * (at.at(-1)! - at[0]!);
      expect(at[0]!).toBeLessThanOrEqual(low + slack);
      expect(at.at(-1)!).toBeGreaterThanOrEqual(high - slack);
    }),
  );
  expect(ticks(0.31, 1.2)).toEqual([0.2, 0.4, 0.6000000000000001, 0.8, 1, 1.2000000000000002]);
});

const numbersIn = (svg: string, pattern: RegExp): readonly number[] =>
  [...svg.matchAll(pattern)].map((m) => Number(m[1]));

test('a chart has one point a value, and labels apart from each other', () => {
  const svg = chart('loss', [
    { name: 'training', kind: 'train', values: [1, 0.5, 0.2501] },
    { name: 'validation', kind: 'val', values: [1.1, 0.6, 0.25] },
  ]);
  const lines = [...svg.matchAll(/points="([^"]*)"/g)].map((m) => m[1]!.split(' ').length);
  expect(lines).toEqual([3, 3]);
  const [a, b] = numbersIn(svg, /y="([\d.]+)">0\.25\d\d</g);
  expect(Math.abs(a! - b!)).toBeGreaterThanOrEqual(12);
  expect(svg).not.toContain('NaN');
});

test.each([
  ['one epoch', [0.5]],
  ['equal values', [0.5, 0.5]],
  ['zeros', [0, 0, 0]],
])('%s can be drawn; a curve without values is left out', (_, values) => {
  const svg = chart('loss', [
    { name: 'training', kind: 'train', values },
    { name: 'validation', kind: 'val', values: values.map(() => null) },
  ]);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(svg.match(/<polyline/g)).toHaveLength(1);
});
