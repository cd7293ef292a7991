/** The rule of gated linear units, each line once for the compiler and once at run time. */
import { test } from 'vitest';
import { gluShape } from '../../src/types/shape.ts';
import { law } from '../ops/reference.ts';

test('glu halves an axis', () => {
  law(gluShape(['B', 8], 1), ['B', 4]);
  law(gluShape(['B', 8], -1), ['B', 4]);
  law(gluShape(['2*C', 3], 0), ['C', 3]);
  law(gluShape(['B', 0], 1), ['B', 0]);
});
test('glu names the axis that has no half', () => {
  law(gluShape(['B', 7], -1), 'glu: size 7 of axis 1 of [B, 7] is not divisible by 2');
  law(gluShape(['B', 8], 0), 'glu: size B of axis 0 of [B, 8] is not divisible by 2');
  law(gluShape(['B', 8], 2), 'glu: axis 2 is out of range for [B, 8]');
});
