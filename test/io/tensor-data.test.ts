import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareNames,
  compareStored,
  isFileDType,
  showInfo,
  tensorFrom,
} from '../../src/io/tensor-data.ts';

describe('compareNames', () => {
  test('is the order of UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 5 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareNames(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

test('wider dtypes are stored first, whatever their names', () => {
  const info = (dtype: string) => ({ dtype, shape: [] });
  expect(compareStored(['z', info('F64')], ['a', info('F32')])).toBeLessThan(0);
  expect(compareStored(['z', info('F32')], ['a', info('F32')])).toBeGreaterThan(0);
});

test('a tensor has its own bytes', () => {
  const bytes = Uint8Array.of(1, 0, 0, 0);
  const tensor = tensorFrom('I32', [1], bytes);
  bytes[0] = 9;
  expect(tensor).toEqual({ dtype: 'I32', shape: [1], data: Int32Array.of(1) });
});

test('dtypes by name', () => {
  expect(['F32', 'BF16', 'f32', 'toString'].map(isFileDType)).toEqual([true, true, false, false]);
  expect(showInfo({ dtype: 'F32', shape: [3, 3] })).toBe('F32 [3, 3]');
});
