/** Reductions, indexing and changes of shape: each line says one thing of a rule twice, to the compiler and to the run. */
import { describe, expect, test } from 'vitest';
import { bilinearShape, linearShape } from '../../src/ops/affine.ts';
import { broadcastToShape } from '../../src/ops/axes.ts';
import { squeezeShape } from '../../src/ops/shape.ts';
import { topKShape } from '../../src/ops/sort.ts';
import {
  alongShape,
  type Chunk,
  chunkShapes,
  diagonalShape,
  diagShape,
  dotShape,
  einsumShape,
  flattenAxesShape,
  gatherNdShape,
  indexAddShape,
  kronShape,
  matVecShape,
  narrowShape,
  outerShape,
  padShape,
  repeatShape,
  type Shape,
  type Split,
  scatterShape,
  selectShape,
  slidingShape,
  splitShapes,
  swapAxesShape,
  tensorDotShape,
  tileShape,
} from '../../src/types/shape.ts';
import { law } from '../ops/reference.ts';

describe('parts of an axis', () => {
  test('slices with steps', () => {
    law(narrowShape(['B', 10], 1, 1, 3, 4), ['B', 3]);
    law(narrowShape(['B', 10], 0, 7, 'C', 2), ['C', 10]);
    law(narrowShape([5], 0, 0, 0, 9), [0]);
    law(narrowShape(['B', 10], 1, 2, 3, 4), 'slice: 2+3*4 exceeds 10 on axis 1 of [B, 10]');
    law(narrowShape(['B', 10], 1, 0, 3, 0), 'slice: the step must be positive, got 0');
    law(narrowShape(['B', 10], 1, 0, 3, -1), 'slice: the step must be positive, got -1');
  });
  test('one entry', () => {
    law(selectShape(['B', 10], 0, 3), [10]);
    law(selectShape(['B', 10], -1, -10), ['B']);
    law(selectShape(['B', 10], 1, 10), 'select: axis 1 of [B, 10] has no entry 10');
    law(selectShape(['B', 10], 1, -11), 'select: axis 1 of [B, 10] has no entry -11');
    law(selectShape(['B', 10], 2, 0), 'select: axis 2 is out of range for [B, 10]');
  });
  test('windows', () => {
    law(slidingShape(['B', 9], 1, 3, 2), ['B', 4, 3]);
    law(slidingShape(['T', 4], 0, 3, 1), ['T-2', 4, 3]);
    law(slidingShape(['T', 4], 0, 2, 2), ['T//2', 4, 2]);
    law(
      slidingShape(['B', 2], 1, 3, 1),
      'slidingWindow: a window of 3 does not fit axis 1 of [B, 2]',
    );
    law(slidingShape(['B'], 1, 3, 1), 'slidingWindow: axis 1 is out of range for [B]');
  });
  const split = <const A extends Shape, const L extends Shape, const I extends number>(
    a: A,
    sizes: L,
    axis: I,
    want: Split<A, L, I>,
  ): void => expect(splitShapes(a, sizes, axis)).toEqual(want);
  test('parts of given sizes', () => {
    split([6, 'B'], [2, 4], 0, [
      [2, 'B'],
      [4, 'B'],
    ]);
    split(['2*B', 3], ['B', 'B'], 0, [
      ['B', 3],
      ['B', 3],
    ]);
    split([6, 'B'], [2, 3], 0, 'splitAxis: sizes [2, 3] do not add up to axis 0 of [6, B]');
    split([6], [2], 1, 'splitAxis: axis 1 is out of range for [6]');
  });
  const chunk = <const A extends Shape, const N extends number, const I extends number>(
    a: A,
    count: N,
    axis: I,
    want: Chunk<A, N, I>,
  ): void => expect(chunkShapes(a, count, axis)).toEqual(want);
  test('so many parts', () => {
    chunk([8, 3], 3, 0, [
      [3, 3],
      [3, 3],
      [2, 3],
    ]);
    chunk([5], 4, 0, [[2], [2], [1]]);
    chunk([0], 2, 0, [[0], [0]]);
    chunk(['B', '4*h'], 2, 1, [
      ['B', '2*h'],
      ['B', '2*h'],
    ]);
    chunk(['B'], 2, 0, 'chunk: B is not known to be divisible by 2');
    chunk(['B'], 2, 1, 'chunk: axis 1 is out of range for [B]');
  });
  test('the largest', () => {
    law(topKShape(['B', 10], 3, -1), ['B', 3]);
    law(topKShape(['B', 10], 'K', 1), ['B', 'K']);
    law(topKShape(['B', 10], 11, 1), 'topK: 11 are more than axis 1 of [B, 10] has');
    law(topKShape(['B', 10], 1, 2), 'topK: axis 2 is out of range for [B, 10]');
  });
});

describe('indices', () => {
  test('along an axis', () => {
    law(alongShape(['B', 10], ['B', 3], 1, 'gather'), ['B', 3]);
    law(alongShape([5, 10], [2, 30], -1, 'gather'), [2, 30]);
    law(
      alongShape([5, 10], [6, 3], 1, 'gather'),
      'gather: indices [6, 3] do not fit [5, 10] beside axis 1',
    );
    law(
      alongShape(['B', 10], ['C', 3], 1, 'gather'),
      'gather: indices [C, 3] do not fit [B, 10] beside axis 1',
    );
    law(alongShape([5, 10], [5], 0, 'gather'), 'gather: ranks differ: indices [5] for [5, 10]');
    law(alongShape([5, 10], [5, 1], 2, 'gather'), 'gather: axis 2 is out of range for [5, 10]');
  });
  test('with updates', () => {
    law(scatterShape(['B', 10], ['B', 3], ['B', 3], 1, 'scatter'), ['B', 10]);
    law(
      scatterShape([4, 10], [4, 3], [4, 2], 1, 'scatter'),
      "scatter: updates [4, 2] are not of the indices' shape [4, 3]",
    );
    law(indexAddShape(['V', 10], [3], [3, 10], 0), ['V', 10]);
    law(
      indexAddShape(['V', 10], [3], [2, 10], 0),
      'indexAdd: updates [2, 10] are not [3, 10], the rows at the indices',
    );
    law(indexAddShape([5], [3], [3], 1), 'indexAdd: axis 1 is out of range for [5]');
  });
  test('of places', () => {
    law(gatherNdShape([4, 'H', 3], ['B', 2]), ['B', 3]);
    law(gatherNdShape([4, 5], [2]), []);
    law(
      gatherNdShape([4, 5], ['B', 3]),
      'gatherNd: places of 3 numbers do not fit the rank of [4, 5]',
    );
    law(gatherNdShape([4, 5], ['B', 'K']), 'gatherNd: places need a known size, got [B, K]');
    law(gatherNdShape([4, 5], []), 'gatherNd: indices need rank >= 1, got []');
  });
});

describe('more or other axes', () => {
  test('squeezed', () => {
    law(squeezeShape([1, 'B', 1], undefined), ['B']);
    law(squeezeShape([1, 'B', 1], [0, -1]), ['B']);
    law(squeezeShape([1, 'B', 1], 2), [1, 'B']);
    law(squeezeShape([1, 'B', 1], [0, 1]), 'squeeze: axis 1 of [1, B, 1] is not 1');
    law(squeezeShape([1, 'B'], [0, -2]), 'squeeze: axes [0, -2] name axis 0 of [1, B] twice');
  });
  test('swapped and merged', () => {
    law(swapAxesShape(['B', 'T', 3], 0, -1), [3, 'T', 'B']);
    law(swapAxesShape(['B', 3], 0, 2), 'swapAxes: axis 2 is out of range for [B, 3]');
    law(flattenAxesShape(['B', 4, 5, 3], 1, 2), ['B', 20, 3]);
    law(flattenAxesShape(['B', 4, 'C'], 0, -1), ['4*B*C']);
    law(flattenAxesShape(['B', 4], 1, 1), ['B', 4]);
    law(flattenAxesShape(['B', 4], 1, 0), 'flattenAxes: axis 1 of [B, 4] comes after axis 0');
  });
  test('repeated', () => {
    law(broadcastToShape(['B', 1], [2, 'B', 3]), [2, 'B', 3]);
    law(broadcastToShape(['B', 3], ['B', 1]), 'broadcastTo: [B, 3] does not broadcast to [B, 1]');
    law(broadcastToShape([2, 3], [3]), 'broadcastTo: [2, 3] does not broadcast to [3]');
    law(broadcastToShape([2], [3]), 'broadcastTo: [2] does not broadcast to [3]');
    law(tileShape(['B', 3], [2, 4]), ['2*B', 12]);
    law(tileShape([3], [2, 1, 4]), [2, 1, 12]);
    law(tileShape([3, 2], [4]), 'tile: 1 repeats given for [3, 2]');
    law(repeatShape(['B', 3], 2, -1), ['B', 6]);
    law(repeatShape(['B', 3], 2, 2), 'repeat: axis 2 is out of range for [B, 3]');
  });
  test('padded with their own entries', () => {
    law(
      padShape(
        ['B', 3],
        [
          [0, 0],
          [2, 1],
        ],
        'reflect',
      ),
      ['B', 6],
    );
    law(padShape([4], [[-1, 2]]), [5]);
    law(padShape([4], [[-3, 1]], 'replicate'), [2]);
    law(
      padShape(
        ['B', 3],
        [
          [9, 0],
          [1, 3],
        ],
        'reflect',
      ),
      'pad: axis 1 of [B, 3] is too short to reflect [1, 3]',
    );
    law(padShape([3], [[3, 3]], 'circular'), [9]);
    law(padShape([3], [[4, 0]], 'circular'), 'pad: axis 0 of [3] is too short to circular [4, 0]');
    law(
      padShape([0], [[1, 0]], 'replicate'),
      'pad: axis 0 of [0] is too short to replicate [1, 0]',
    );
  });
  test('diagonals', () => {
    law(diagonalShape(['B', 4, 6], 0, -2, -1), ['B', 4]);
    law(diagonalShape([4, 6], 3, 0, 1), [3]);
    law(diagonalShape([4, 6], -3, 0, 1), [1]);
    law(diagonalShape([4, 6], -7, 0, 1), [0]);
    law(diagonalShape([4, 'B', 6], 1, 2, 0), ['B', 3]);
    law(diagonalShape(['N', 'N'], -1, 0, 1), ['N-1']);
    law(diagonalShape(['N', 'M'], 0, 0, 1), 'diagonal: which of N and M is smaller is not known');
    law(diagonalShape([4, 4], 0, 1, -1), 'diagonal: needs two axes of [4, 4], got axis 1 twice');
    law(diagonalShape([4], 0, -2, -1), 'diagonal: axis -2 is out of range for [4]');
    law(diagShape(['B', 3], -2), ['B', 5, 5]);
    law(diagShape(['N'], 0), ['N', 'N']);
    law(diagShape([], 0), 'diag: needs rank >= 1, got []');
  });
});

describe('products', () => {
  test('of vectors', () => {
    law(dotShape(['N'], ['N']), []);
    law(dotShape([3], [4]), 'dot: sizes differ: [3] and [4] (3 ≠ 4)');
    law(dotShape([3], [3, 1]), 'dot: needs two vectors, got [3] and [3, 1]');
    law(outerShape(['N'], [4]), ['N', 4]);
    law(outerShape([], [4]), 'outer: needs two vectors, got [] and [4]');
    law(matVecShape(['B', 3, 4], [4]), ['B', 3]);
    law(matVecShape([3, 4], [3]), 'matvec: inner dimensions differ: [3, 4] x [3] (4 ≠ 3)');
    law(matVecShape([4], [4]), 'matvec: left side needs rank >= 2, got [4]');
    law(matVecShape([3, 4], [4, 1]), 'matvec: right side needs rank 1, got [4, 1]');
  });
  test('of tensors', () => {
    law(kronShape(['N', 2], [3, 'M']), ['3*N', '2*M']);
    law(kronShape([2], [3, 4]), 'kron: ranks differ: [2] and [3, 4]');
    law(tensorDotShape([2, 3, 'K'], [3, 'K', 5], 2), [2, 5]);
    law(tensorDotShape(['N'], [4], 0), ['N', 4]);
    law(
      tensorDotShape(
        [3, 5, 4],
        [4, 9, 3],
        [
          [2, 0],
          [0, -1],
        ],
      ),
      [5, 9],
    );
    law(
      tensorDotShape([2, 3], [4, 3], 1),
      'tensordot: axis -1 of [2, 3] and axis 0 of [4, 3] differ (3 ≠ 4)',
    );
    law(tensorDotShape([2], [2], [[0], []]), 'tensordot: 1 axes go with 0');
    law(tensorDotShape([2], [2], [[1], [0]]), 'tensordot: axis 1 is out of range for [2]');
  });
  test('with weights', () => {
    law(linearShape(['B', 4], [3, 4]), ['B', 3]);
    law(linearShape(['B', 4], [4, 3]), 'linear: expects last dimension 3, got [B, 4] (4 ≠ 3)');
    law(linearShape(['B', 4], [4]), 'linear: the weight needs rank 2, got [4]');
    law(bilinearShape(['B', 4], ['B', 5], [3, 4, 5]), ['B', 3]);
    law(
      bilinearShape(['B', 4], ['C', 5], [3, 4, 5]),
      'bilinear: shapes differ before the last axis: [B, 4] and [C, 5]',
    );
    law(
      bilinearShape(['B', 4], ['B', 4], [3, 4, 5]),
      'bilinear: expects last dimension 5, got [B, 4] (4 ≠ 5)',
    );
    law(bilinearShape([4], [5], [4, 5]), 'bilinear: the weight needs rank 3, got [4, 5]');
  });
  test('by an equation with an ellipsis, or without an output', () => {
    law(
      einsumShape('...ij,jk->...ik', [
        ['B', 2, 3, 4],
        [4, 5],
      ]),
      ['B', 2, 3, 5],
    );
    law(
      einsumShape('...i,...i->...', [
        ['B', 1, 3],
        [7, 3],
      ]),
      ['B', 7],
    );
    law(einsumShape('b...->...b', [['B', 2, 3]]), [2, 3, 'B']);
    law(einsumShape('i...->i', [[4]]), [4]);
    law(
      einsumShape('ij,jk', [
        [2, 3],
        [3, 4],
      ]),
      [2, 4],
    );
    law(einsumShape('ba', [[2, 3]]), [3, 2]);
    law(einsumShape('ii', [[3, 3]]), []);
    law(einsumShape('...b a, ...', [[2, 3, 4], [2]]), [2, 4, 3]);
    law(
      einsumShape('...i,...i->...', [
        [2, 3],
        [4, 3],
      ]),
      "einsum '...i,...i->...': '...' is both 2 and 4",
    );
    law(
      einsumShape('...ijk->i', [['B', 3]]),
      "einsum '...ijk->i': '...ijk' has 3 indices, its operand is [B, 3]",
    );
  });
});
