/** Convolution: images and filters turned channels last, patches as their places, taps, channels. */
import type { Value } from '../../src/core/node.ts';
import * as nn from '../../src/nn/index.ts';
import { fold, pixelShuffle, pixelUnshuffle, unfold } from '../../src/ops/index.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import type { Attrs } from '../cases.ts';
import { channelsFirst, channelsLast, filters, onImages } from './layouts.ts';
import { permute, reshape } from './untyped.ts';

const convolved = (
  layer: unknown,
  options: object,
  [x, w, b]: readonly (Value | undefined)[],
): Value => {
  const p = b === undefined ? { w: filters(w!) } : { w: filters(w!), b };
  return channelsFirst(op(call(layer, p, options))(channelsLast(x!)));
};

/** A convolution of images [batch, channels, height, width] by filters [out, in, height, width]. */
export const conv2d = (x: Value, w: Value, options: object, b?: Value): Value =>
  convolved(nn.conv2d, options, [x, w, b]);

const convolution =
  (layer: unknown): AdapterOf =>
  ({ attrs: { stride, padding, dilation, groups, output_padding: outputPadding } }) =>
    program((...inputs: readonly Value[]) =>
      convolved(layer, { stride, padding, dilation, groups, outputPadding }, inputs),
    );

/** Rows and columns of an attribute, for which a number stands as both. */
const pair = (x: unknown): readonly number[] =>
  Array.isArray(x) ? x.map(Number) : [Number(x), Number(x)];
const area = (x: unknown): number => pair(x).reduce((n, d) => n * d, 1);

/** [B, rows, columns, taps x C] as [B, C x taps, places]. */
const unfolded: AdapterOf = ({ attrs: { kernel, stride, padding, dilation } }) =>
  program((x: Value) => {
    const y = op(call(unfold, kernel, { stride, padding, dilation }))(channelsLast(x));
    const taps = reshape(y, [y.shape[0], -1, area(kernel), x.shape[1]]);
    return reshape(permute(taps, [0, 3, 2, 1]), [y.shape[0], y.shape[3], -1]);
  });

/** How many windows there are along rows and columns. */
const places = ({ output_size: size, kernel, stride, padding, dilation }: Attrs) => {
  const [image, s, p, d] = [size, stride, padding, dilation].map(pair);
  return pair(kernel).map(
    (n, i) => Math.floor((image![i]! + 2 * p![i]! - d![i]! * (n - 1) - 1) / s![i]!) + 1,
  );
};

const folded: AdapterOf = ({ attrs }) =>
  program((x: Value) => {
    const { output_size: size, kernel, stride, padding, dilation } = attrs;
    const [batch, patch] = x.shape;
    const [rows, columns] = places(attrs);
    const taps = reshape(x, [batch, Number(patch) / area(kernel), area(kernel), rows, columns]);
    const y = reshape(permute(taps, [0, 3, 4, 2, 1]), [batch, rows, columns, patch]);
    return channelsFirst(op(call(fold, pair(size), kernel, { stride, padding, dilation }))(y));
  });

const shuffled =
  (layer: unknown): AdapterOf =>
  ({ attrs }) =>
    onImages(call(layer, attrs['factor']));

export const conv: Family = {
  conv1d: convolution(nn.conv1d),
  conv2d: convolution(nn.conv2d),
  conv3d: convolution(nn.conv3d),
  conv_transpose1d: convolution(nn.convTranspose1d),
  conv_transpose2d: convolution(nn.convTranspose2d),
  unfold: unfolded,
  fold: folded,
  pixel_shuffle: shuffled(pixelShuffle),
  pixel_unshuffle: shuffled(pixelUnshuffle),
};
