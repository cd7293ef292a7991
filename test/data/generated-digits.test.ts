import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { generatedDigits } from '../../src/data/generated-digits.ts';
import { glyphs } from '../../src/data/glyphs.ts';
import { rowSize, type Samples, sliceSamples, split } from '../../src/data/samples.ts';

const digits = generatedDigits([0, 7], 3000);

/** Mean image of each class. */
const means = (samples: Samples): readonly Float64Array[] => {
  const size = rowSize(samples);
  const sums = Array.from({ length: 10 }, () => new Float64Array(size));
  const counts = new Float64Array(10);
  samples.labels.forEach((label, row) => {
    counts[label]!++;
    for (let i = 0; i < size; i++) sums[label]![i]! += samples.features[row * size + i]!;
  });
  return sums.map((sum, label) => sum.map((x) => x / counts[label]!));
};
const nearest = (image: Float32Array, classes: readonly Float64Array[]): number => {
  const distances = classes.map((mean) =>
    mean.reduce((sum, x, i) => sum + (x - image[i]!) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
};

describe('generated digits', () => {
  test('say what they are', () => {
    expect(digits.source).toBe('generated digits');
    expect([digits.count, digits.classes, ...digits.shape]).toEqual([3000, 10, 28, 28, 1]);
    expect(digits.features.length).toBe(3000 * 784);
  });
  test('are grey levels of a byte, in [0, 1]', () => {
    expect(digits.features.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(digits.features.every((x) => Math.fround(Math.round(x * 255) / 255) === x)).toBe(true);
  });
  test('the same key gives the same bytes on every machine', () => {
    const first = sliceSamples(digits, 0, 100);
    const bytes = Uint8Array.from(first.features, (x) => Math.round(x * 255));
    const hash = createHash('sha256').update(bytes).update(Uint8Array.from(first.labels));
    expect(hash.digest('hex')).toBe(
      '93cb74063a8e2369aeaf97d77de69e732191db912a2e44fd54a17de94cc4ed3b',
    );
  });
  test('another key gives other digits', () => {
    expect(generatedDigits([0, 8], 10).features).not.toEqual(generatedDigits([0, 7], 10).features);
  });
  test('fewer digits are the beginning of more', () => {
    const few = generatedDigits([0, 7], 20);
    expect(few).toEqual(sliceSamples(digits, 0, 20));
  });
  test('no functions that differ between machines are used', async () => {
    const source = await readFile(
      new URL('../../src/data/generated-digits.ts', import.meta.url),
      'utf8',
    );
    expect(new Set(source.match(/Math\.\w+/g))).toEqual(
      new Set(['Math.sqrt', 'Math.floor', 'Math.min', 'Math.max']),
    );
    expect(source.replace(/\/\*[\s\S]*?\*\//g, '')).not.toContain('**');
  });
  test('every digit is drawn about as often as the others', () => {
    // 300 expected, standard deviation sqrt(3000 * 0.1 * 0.9) = 16.4; the bound is 5 of them
    const counts = new Float64Array(10);
    for (const label of digits.labels) counts[label]!++;
    for (const count of counts) expect(Math.abs(count - 300)).toBeLessThan(82);
  });
  test('have ink, and blank paper around it', () => {
    for (let row = 0; row < digits.count; row++) {
      const image = digits.features.subarray(row * 784, (row + 1) * 784);
      const dark = image.filter((x) => x > 0.5).length;
      expect(dark).toBeGreaterThan(10);
      expect(dark).toBeLessThan(400);
    }
  });
  test('can be learned, but not by the mean image alone', () => {
    const { train, validation } = split(digits, 0.2);
    const classes = means(train);
    let right = 0;
    validation.labels.forEach((label, row) => {
      const image = validation.features.subarray(row * 784, (row + 1) * 784);
      if (nearest(image, classes) === label) right++;
    });
    const accuracy = right / validation.count;
    expect(accuracy).toBeGreaterThan(0.6);
    expect(accuracy).toBeLessThan(0.93);
  });
});

test('every digit has at least two ways to be drawn, inside a little more than the unit square', () => {
  expect(glyphs.length).toBe(10);
  for (const ways of glyphs) {
    expect(ways.length).toBeGreaterThanOrEqual(2);
    for (const coordinate of ways.flat(3)) expect(Math.abs(coordinate - 0.5)).toBeLessThan(0.65);
  }
});
