/** Attention, normalisation, resizing and distances: each line says one thing of a rule twice, to the compiler and to the run. */
import { describe, test } from 'vitest';
import {
  attendShape,
  cdistShape,
  featuresShape,
  gridSampleShape,
  groupedShape,
  halvedShape,
  lastAxes,
  resizeShape,
  spaciousShape,
  trailingShape,
  upsampleShape,
} from '../../src/types/shape.ts';
import { law } from '../ops/reference.ts';

describe('attention', () => {
  test('queries, keys and values', () => {
    law(attendShape(['B', 'T', 64], ['B', 'S', 64], ['B', 'S', 32], 'a'), ['B', 'T', 32]);
    law(attendShape(['B', 8, 'T', 64], [8, 'S', 64], ['S', 64], 'a'), ['B', 8, 'T', 64]);
    law(
      attendShape(['T', 64], ['S', 32], ['S', 32], 'a'),
      'a: queries and keys have different features: [T, 64] with [S, 32] (64 ≠ 32)',
    );
    law(
      attendShape(['T', 64], [7, 64], [6, 64], 'a'),
      'a: every key needs a value: [7, 64] with [6, 64] (7 ≠ 6)',
    );
    law(
      attendShape([2, 'T', 64], [3, 'S', 64], ['S', 64], 'a'),
      'a batch: shapes do not broadcast: [2] with [3] (2 ≠ 3)',
    );
    law(
      attendShape([64], [7, 64], [7, 64], 'a'),
      'a: queries must be [..., length, features], got [64]',
    );
    law(
      attendShape([7, 64], [64], [7, 64], 'a'),
      'a: keys must be [..., length, features], got [64]',
    );
    law(
      attendShape([7, 64], [7, 64], [64], 'a'),
      'a: values must be [..., length, features], got [64]',
    );
  });
  test('features, and halves of them', () => {
    law(featuresShape(['B', 'T', 5], 'p'), ['B', 'T', 5]);
    law(featuresShape([5], 'p'), 'p: input must be [..., length, features], got [5]');
    law(halvedShape(['B', 'T', '2*d'], 'r'), ['B', 'T', '2*d']);
    law(halvedShape(['T', 5], 'r'), 'r: the last dimension must be even, got [T, 5]');
    law(halvedShape(['T', 'd'], 'r'), 'r: the last dimension must be even, got [T, d]');
    law(halvedShape([4], 'r'), 'r: input must be [..., length, features], got [4]');
  });
});

describe('normalisation', () => {
  test('last axes', () => {
    law(trailingShape(['B', 3, 13], [3, 13], 'n'), ['B', 3, 13]);
    law(trailingShape([13], [13], 'n'), [13]);
    law(
      trailingShape(['B', 3, 12], [3, 13], 'n'),
      'n: expects last dimensions [3, 13], got [B, 3, 12]',
    );
    law(trailingShape([13], [3, 13], 'n'), 'n: expects last dimensions [3, 13], got [13]');
    law(lastAxes(['B', 3, 13], 2, 'n'), [3, 13]);
    law(lastAxes([13], 2, 'n'), 'n: needs rank >= 2, got [13]');
  });
  test('groups of channels', () => {
    law(groupedShape(['B', 'H', 'W', 6], 6, 3, 'g'), ['B', 'H', 'W', 6]);
    law(groupedShape(['B', 6], 6, 1, 'g'), ['B', 6]);
    law(groupedShape(['B', 6], 6, 4, 'g'), 'g: 6 channels are not divisible by 4 groups');
    law(groupedShape(['B', 6], 6, 0, 'g'), 'g: 6 channels are not divisible by 0 groups');
    law(groupedShape(['B', 5], 6, 3, 'g'), 'g: expects last dimension 6, got [B, 5] (5 ≠ 6)');
    law(groupedShape([6], 6, 3, 'g'), 'g: input must be [batch, ...space, channels], got [6]');
    law(spaciousShape(['B', 'T', 6], 6, 'i'), ['B', 'T', 6]);
    law(
      spaciousShape(['B', 6], 6, 'i'),
      'i: input must be [batch, ...space, channels], got [B, 6]',
    );
  });
});

describe('other sizes', () => {
  test('resize', () => {
    law(resizeShape(['B', 'H', 'W', 3], [7, 5]), ['B', 7, 5, 3]);
    law(resizeShape(['B', 'H', 'W', 3], 7), ['B', 7, 7, 3]);
    law(resizeShape(['B', 'T', 3], [9]), ['B', 9, 3]);
    law(
      resizeShape(['B', 'T', 3], [9, 9]),
      'resize: input must be [batch, height, width, channels], got [B, T, 3]',
    );
    law(resizeShape(['B', 3], 9), 'resize: input must be [batch, ...space, channels], got [B, 3]');
    law(resizeShape(['B', 3], [9]), 'resize: input must be [batch, length, channels], got [B, 3]');
    law(resizeShape([2, 0, 3, 1], 9), 'resize: [2, 0, 3, 1] has no elements to sample');
  });
  test('upsample', () => {
    law(upsampleShape(['B', 'H', 4, 3], 2), ['B', '2*H', 8, 3]);
    law(upsampleShape(['B', 'H', 4, 3], [2, 3]), ['B', '2*H', 12, 3]);
    law(upsampleShape([3], 2), 'upsample: input must be [batch, ...space, channels], got [3]');
    law(
      upsampleShape(['B', 4, 3], [2, 3]),
      'upsample: input must be [batch, height, width, channels], got [B, 4, 3]',
    );
  });
  test('gridSample', () => {
    law(gridSampleShape(['B', 'H', 'W', 3], ['B', 4, 5, 2]), ['B', 4, 5, 3]);
    law(gridSampleShape(['B', 'H', 'W', 3], ['B', 2]), ['B', 3]);
    law(
      gridSampleShape(['B', 'H', 'W', 3], ['B', 4, 3]),
      'gridSample: the grid must be [batch, ...places, 2], got [B, 4, 3]',
    );
    law(
      gridSampleShape([3, 4, 4, 1], [2, 5, 2]),
      'gridSample: batches differ: [3, 4, 4, 1] at [2, 5, 2] (3 ≠ 2)',
    );
    law(
      gridSampleShape(['B', 4, 1], ['B', 5, 2]),
      'gridSample: input must be [batch, height, width, channels], got [B, 4, 1]',
    );
    law(
      gridSampleShape([3, 0, 4, 1], [3, 5, 2]),
      'gridSample: [3, 0, 4, 1] has no elements to sample',
    );
  });
});

test('cdist', () => {
  law(cdistShape(['B', 3, 13], [5, 13]), ['B', 3, 5]);
  law(
    cdistShape([3, 13], [5, 12]),
    'cdist: vectors differ in size: [3, 13] with [5, 12] (13 ≠ 12)',
  );
  law(cdistShape([13], [5, 13]), 'cdist: needs rank >= 2, got [13]');
  law(cdistShape([5, 13], [13]), 'cdist: needs rank >= 2, got [13]');
  law(
    cdistShape([2, 3, 13], [4, 5, 13]),
    'cdist batch: shapes do not broadcast: [2] with [4] (2 ≠ 4)',
  );
});
