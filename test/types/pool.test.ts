/**
 * Pooling: each line says one thing of a rule twice, to the compiler and to the run; ceil mode against PyTorch's
 * formula.
 */
import { describe, expect, test } from 'vitest';
import { substituteDim } from '../../src/types/dim.ts';
import { adaptivePoolShape, globalPoolShape, poolShape } from '../../src/types/shape.ts';
import { law } from '../ops/reference.ts';

describe('pooling', () => {
  test('its places', () => {
    law(poolShape(2, ['B', 'H', 26, 32], 2, 2, 'valid', 'p'), ['B', 'H//2', 13, 32]);
    law(poolShape(2, ['B', 'H', 26, 'C'], [3, 2], [2, 1], [1, 0], 'p'), ['B', '(H+1)//2', 25, 'C']);
    law(poolShape(1, ['B', 'T', 8], 3, 2, 'same', 'p'), ['B', '(T+1)//2', 8]);
    law(poolShape(3, ['B', 'D', 8, 6, 2], 2, [1, 2, 2], 'valid', 'p'), ['B', 'D-1', 4, 3, 2]);
    law(poolShape(1, ['B', 'T', 8], 3, 1, 2, 'p', 3), ['B', 'T-2', 8]);
    law(poolShape(2, ['B', 9, 9, 8], [3, 2], 2, [2, 0], 'p', [2, 3]), ['B', 5, 3, 8]);
  });
  test('its places in ceil mode', () => {
    law(poolShape(2, ['B', 'H', 9, 1], 2, 2, 'valid', 'p', 1, true), ['B', '(H+1)//2', 5, 1]);
    law(poolShape(2, ['B', 'H', 6, 1], 3, 2, 1, 'p', 1, true), ['B', '(H+2)//2', 4, 1]);
    law(poolShape(1, ['B', 'T', 1], 2, 3, 1, 'p', 1, true), ['B', '(T+3)//3', 1]);
    law(poolShape(1, ['B', 7, 1], 3, 2, 'same', 'p', 1, true), ['B', 4, 1]);
    law(poolShape(1, ['B', '2*T', 1], 2, 2, 'valid', 'p', 1, true), ['B', 'T', 1]);
  });
  test('as many as are asked for, or one', () => {
    law(adaptivePoolShape(2, ['B', 'H', 10, 'C'], [7, 3], 'p'), ['B', 7, 3, 'C']);
    law(adaptivePoolShape(3, ['B', 'D', 4, 4, 2], 5, 'p'), ['B', 5, 5, 5, 2]);
    law(globalPoolShape(1, ['B', 'T', 8], 'p'), ['B', 8]);
    law(globalPoolShape(2, [2, 'H', 'W', 'C'], 'p'), [2, 'C']);
  });
  test('says what does not fit', () => {
    law(
      poolShape(2, ['B', 1, 26, 32], 2, 2, 'valid', 'maxPool2d'),
      'maxPool2d: window 2 does not fit input [B, 1, 26, 32]',
    );
    law(
      poolShape(2, ['B', 9, 9, 4], [3, 2], 2, [1, 2], 'avgPool2d'),
      'avgPool2d: padding 2 exceeds half of window 2',
    );
    law(
      poolShape(1, ['B', 9, 4], 2, 1, 3, 'maxPool1d', 4),
      'maxPool1d: padding 3 exceeds half of window 5',
    );
    law(
      poolShape(1, ['B', 9], 2, 2, 'valid', 'maxPool1d'),
      'maxPool1d: input must be [batch, length, channels], got [B, 9]',
    );
    law(
      poolShape(1, ['B', 1, 3], 2, 2, 'valid', 'maxPool1d'),
      'maxPool1d: window 2 does not fit input [B, 1, 3]',
    );
    law(
      adaptivePoolShape(3, ['B', 9, 9, 4], 2, 'adaptiveMaxPool3d'),
      'adaptiveMaxPool3d: input must be [batch, depth, height, width, channels], got [B, 9, 9, 4]',
    );
    law(
      globalPoolShape(2, ['B', 9], 'globalAvgPool2d'),
      'globalAvgPool2d: input must be [batch, height, width, channels], got [B, 9]',
    );
  });
});

/** PyTorch's pooling_output_shape: a last window that would start behind elements and left padding does not count. */
const places = (h: number, k: number, stride: number, pad: number, dilation: number): number => {
  const n = Math.ceil((h + 2 * pad - dilation * (k - 1) - 1) / stride) + 1;
  return (n - 1) * stride >= h + pad ? n - 1 : n;
};

const counted = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

test('ceil mode has as many places as in PyTorch, for known and for named sizes', () => {
  for (const code of counted(4 * 5 * 3)) {
    const [k, stride, dilation] = [
      (code % 4) + 1,
      (Math.floor(code / 4) % 5) + 1,
      Math.floor(code / 20) + 1,
    ];
    const reach = dilation * (k - 1) + 1;
    for (const pad of counted(Math.floor(reach / 2) + 1)) {
      const late = poolShape(1, [1, 'H', 1], k, stride, pad, 'p', dilation, true);
      for (const h of counted(12).map((n) => n + 1)) {
        const want = places(h, k, stride, pad, dilation);
        if (want < 1) continue;
        expect(poolShape(1, [1, h, 1], k, stride, pad, 'p', dilation, true)).toEqual([1, want, 1]);
        expect(substituteDim(late[1]!, new Map([['H', h]]))).toBe(want);
      }
    }
  }
});
