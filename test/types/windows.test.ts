/** Convolution, patches and pixel shuffles: each line says one thing of a rule twice, to the compiler and to the run. */
import { describe, expect, test } from 'vitest';
import {
  type Conv,
  type ConvTranspose,
  convShape,
  convTransposeShape,
  foldShape,
  pixelShuffleShape,
  pixelUnshuffleShape,
  type Shape,
  unfoldShape,
} from '../../src/types/shape.ts';
import { law } from '../ops/reference.ts';

describe('convolution', () => {
  test('its places', () => {
    law(convShape(1, ['B', 'T', 16], [3, 16, 32], 1, 'valid'), ['B', 'T-2', 32]);
    law(convShape(1, ['B', 100, 16], [3, 16, 32], 1, 2, 2), ['B', 100, 32]);
    law(convShape(1, ['B', 9, 4], [3, 2, 8], 2, 'valid', 1, 2), ['B', 4, 8]);
    law(convShape(2, ['B', 28, 28, 1], [3, 3, 1, 32], 1, 'valid'), ['B', 26, 26, 32]);
    law(convShape(2, ['B', 'H', 'W', 3], [7, 7, 3, 64], 2, 3), ['B', '(H+1)//2', '(W+1)//2', 64]);
    law(convShape(2, ['B', '16*h', '16*w', 3], [3, 3, 3, 8], 2, 'same'), ['B', '8*h', '8*w', 8]);
    law(convShape(2, ['B', 9, 9, 4], [3, 3, 1, 8], 1, 'valid', 2, 4), ['B', 5, 5, 8]);
    law(convShape(2, ['B', 'H', 9, 4], [3, 1, 4, 8], [2, 1], [1, 0]), ['B', '(H+1)//2', 9, 8]);
    law(convShape(2, [0, 9, 9, 4], [3, 5, 4, 8], 1, 'same', [1, 2]), [0, 9, 9, 8]);
    law(convShape(2, ['B', 9, 9, 'c'], [3, 3, 'c', 8], 4, 'same'), ['B', 3, 3, 8]);
    law(convShape(3, ['B', 'D', 8, 6, 2], [3, 3, 3, 2, 5], 1, 1), ['B', 'D', 8, 6, 5]);
    law(convShape(3, [1, 'D', 'H', 7, 4], [1, 2, 3, 2, 6], [1, 2, 2], [0, 0, 1], 1, 2), [
      1,
      'D',
      'H//2',
      4,
      6,
    ]);
  });
  test('says what does not fit', () => {
    law(
      convShape(2, ['B', 26, 26, 32], [3, 3, 64, 64], 1, 'valid'),
      'conv2d: input [B, 26, 26, 32] has 32 channels, kernel expects 64',
    );
    law(
      convShape(2, ['B', 2, 2, 1], [3, 3, 1, 8], 1, 'valid'),
      'conv2d: window 3 does not fit input [B, 2, 2, 1]',
    );
    law(
      convShape(2, ['B', 9, 2, 4], [3, 5, 4, 8], 1, 'valid'),
      'conv2d: window 3x5 does not fit input [B, 9, 2, 4]',
    );
    law(
      convShape(3, ['B', 9, 9, 2, 4], [3, 3, 5, 4, 8], 1, 'valid'),
      'conv3d: window 3x3x5 does not fit input [B, 9, 9, 2, 4]',
    );
    law(
      convShape(2, ['B', 9, 9, 4], [3, 3, 2, 9], 1, 'valid', 1, 2),
      'conv2d: 9 output channels are not divisible by 2 groups',
    );
    law(
      convShape(1, ['B', 9, 4], [3, 2, 9], 1, 'valid', 1, 2),
      'conv1d: 9 output channels are not divisible by 2 groups',
    );
    law(
      convShape(2, ['B', 784], [3, 3, 1, 8], 1, 'valid'),
      'conv2d: input must be [batch, height, width, channels], got [B, 784]',
    );
    law(
      convShape(1, ['B', 9], [3, 4, 8], 1, 'valid'),
      'conv1d: input must be [batch, length, channels], got [B, 9]',
    );
    law(
      convShape(3, ['B', 9, 9, 1], [3, 3, 3, 1, 8], 1, 'valid'),
      'conv3d: input must be [batch, depth, height, width, channels], got [B, 9, 9, 1]',
    );
    law(
      convShape(2, ['B', 9, 9, 4], [3, 4, 8], 1, 'valid'),
      'conv2d: kernel must be [kh, kw, in, out], got [3, 4, 8]',
    );
    law(
      convShape(1, ['B', 9, 4], [3, 3, 4, 8], 1, 'valid'),
      'conv1d: kernel must be [k, in, out], got [3, 3, 4, 8]',
    );
    law(
      convShape(3, ['B', 9, 9, 9, 4], [3, 3, 4, 8], 1, 'valid'),
      'conv3d: kernel must be [kd, kh, kw, in, out], got [3, 3, 4, 8]',
    );
  });
});

describe('transposed convolution', () => {
  test('its sizes', () => {
    law(convTransposeShape(2, ['B', 7, 7, 64], [4, 4, 32, 64], 2, 1), ['B', 14, 14, 32]);
    law(convTransposeShape(2, ['B', 'H', 'W', 64], [3, 2, 32, 64], 2, [1, 0], 1, 1, [1, 0]), [
      'B',
      '2*H',
      '2*W',
      32,
    ]);
    law(convTransposeShape(2, ['B', 'H//2', 'W', 64], [4, 4, 32, 64], 2, 1), [
      'B',
      '2*[H//2]',
      '2*W',
      32,
    ]);
    law(convTransposeShape(1, ['B', 'T', 4], [3, 3, 4], 3, 'same', 2, 2), ['B', '3*T', 6]);
    law(convTransposeShape(1, ['B', 'T', 4], [3, 8, 4], 1, 'valid', 2), ['B', 'T+4', 8]);
    law(convTransposeShape(3, ['B', 5, 4, 3, 4], [2, 2, 2, 8, 4], 2, 'valid'), ['B', 10, 8, 6, 8]);
    law(convTransposeShape(2, ['B', 5, 3, 2], [3, 2, 3, 2], [3, 1], [0, 1], 1, 1, [2, 0]), [
      'B',
      17,
      2,
      3,
    ]);
  });
  test('says what does not fit', () => {
    law(
      convTransposeShape(2, ['B', 7, 7, 6], [4, 4, 32, 64], 2, 1),
      'convTranspose2d: input [B, 7, 7, 6] has 6 channels, kernel expects 64',
    );
    law(
      convTransposeShape(2, ['B', 7, 7, 5], [4, 4, 32, 5], 2, 1, 1, 2),
      'convTranspose2d: 5 input channels are not divisible by 2 groups',
    );
    law(
      convTransposeShape(1, ['B', 7, 4], [3, 2, 4], 2, 1, 1, 1, 2),
      'convTranspose1d: outputPadding 2 must be less than stride 2',
    );
    law(
      convTransposeShape(2, ['B', 7, 7, 4], [3, 3, 2, 4], [2, 1], 1, 1, 1, [1, 1]),
      'convTranspose2d: outputPadding 1 must be less than stride 1',
    );
    law(
      convTransposeShape(2, ['B', 7, 7, 4], [3, 3, 2, 4], 2, 'same', 1, 1, 1),
      "convTranspose2d: outputPadding must be 0 where padding is 'same', got 1",
    );
    law(
      convTransposeShape(2, ['B', 2, 'W', 4], [3, 1, 2, 4], 1, [2, 0]),
      'convTranspose2d: window 3x1 with this padding leaves nothing of input [B, 2, W, 4]',
    );
    law(
      convTransposeShape(2, ['B', 784], [3, 3, 1, 8], 1, 'valid'),
      'convTranspose2d: input must be [batch, height, width, channels], got [B, 784]',
    );
    law(
      convTransposeShape(1, ['B', 9, 4], [3, 4], 1, 'valid'),
      'convTranspose1d: kernel must be [k, out, in], got [3, 4]',
    );
  });
});

describe('unknown ranks', () => {
  test('are rules at run time', () => {
    type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    const unknown: readonly [
      Same<Conv<2, Shape, [3, 3, 1, 8], 1, 'same'>, (string | number)[]>,
      Same<ConvTranspose<2, [1, 2, 3, 4], Shape, 1, 'same'>, (string | number)[]>,
    ] = [true, true];
    expect(unknown).toHaveLength(2);
  });
});

describe('patches', () => {
  test('of an image', () => {
    law(unfoldShape(['B', 28, 28, 3], 3, 1, 'valid'), ['B', 26, 26, 27]);
    law(unfoldShape(['B', '16*h', '16*w', 3], 16, 16, 'valid'), ['B', 'h', 'w', 768]);
    law(unfoldShape(['B', 'H', 9, 'C'], [3, 2], [1, 2], [1, 0], 1), ['B', 'H', 4, '6*C']);
    law(
      unfoldShape(['B', 2, 9, 3], [3, 2], 1, 'valid'),
      'unfold: window 3x2 does not fit input [B, 2, 9, 3]',
    );
    law(
      unfoldShape(['B', 9, 3], 3, 1, 'valid'),
      'unfold: input must be [batch, height, width, channels], got [B, 9, 3]',
    );
  });
  test('added up', () => {
    law(foldShape(['B', 3, 4, 18], [5, 7], 3, 2, 1), ['B', 5, 7, 2]);
    law(foldShape(['B', 'H-2', 'W-1', '6*C'], ['H', 'W'], [3, 2], 1, 'valid'), [
      'B',
      'H',
      'W',
      'C',
    ]);
    law(
      foldShape(['B', 3, 3, 18], [5, 7], 3, 2, 1),
      'fold: an image [5, 7] has [3, 4] patches, got [B, 3, 3, 18]',
    );
    law(
      foldShape(['B', 3, 4, 20], [5, 7], 3, 2, 1),
      'fold: 20 elements of a patch are not divisible by window 3',
    );
    law(
      foldShape(['B', 12, 18], [5, 7], 3, 2, 1),
      'fold: input must be [batch, rows, columns, taps x channels], got [B, 12, 18]',
    );
  });
});

describe('pixels', () => {
  test('shuffled', () => {
    law(pixelShuffleShape(['B', 3, 'W', 8], 2), ['B', 6, '2*W', 2]);
    law(pixelUnshuffleShape(['B', 6, '2*W', 'C'], 2), ['B', 3, 'W', '4*C']);
    law(
      pixelShuffleShape(['B', 3, 5, 6], 2),
      'pixelShuffle: channel size 6 of [B, 3, 5, 6] is not divisible by 4',
    );
    law(
      pixelShuffleShape([3, 5, 6], 2),
      'pixelShuffle: input must be [batch, height, width, channels], got [3, 5, 6]',
    );
    law(
      pixelUnshuffleShape(['B', 'H', 5, 6], 2),
      'pixelUnshuffle: height H of [B, H, 5, 6] is not divisible by 2',
    );
    law(
      pixelUnshuffleShape(['B', 6, 5, 6], 2),
      'pixelUnshuffle: width 5 of [B, 6, 5, 6] is not divisible by 2',
    );
    law(
      pixelUnshuffleShape(['B', 6], 2),
      'pixelUnshuffle: input must be [batch, height, width, channels], got [B, 6]',
    );
  });
});
