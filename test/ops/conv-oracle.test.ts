/** Convolution against PyTorch, on the reference and on the kernels; the cases' layouts are turned. */
import { describe } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  fold,
  pixelShuffle,
  pixelUnshuffle,
  unfold,
} from '../../src/index.ts';
import { permute, reshape } from '../../src/ops/index.ts';
import { type Op, type OpOf, op, runFamily } from './oracle.ts';
import { type Attrs, coversFamily, first, last, made, runOnKernels } from './windows-oracle.ts';

/** [a, b, ...size] as [...size, b, a]: a convolution's [out, in, ...], a transposed one's [in, out, ...]. */
const kernel = (w: Value): Value =>
  op(permute([...w.shape.slice(2).map((_, k) => k + 2), 1, 0]))(w);

const convolution =
  (layer: unknown) =>
  ({ stride, padding, dilation, groups, output_padding: outputPadding }: Attrs): Op =>
  (x, w, b) => {
    const p = b === undefined ? { w: kernel(w!) } : { w: kernel(w!), b };
    const options = { stride, padding, dilation, groups, outputPadding };
    return first(made(layer, p, options)(last(x!)));
  };

const axesOf = (x: unknown): readonly number[] =>
  Array.isArray(x) ? x.map(Number) : [Number(x), Number(x)];
const areaOf = (x: unknown): number => axesOf(x).reduce((n, d) => n * d, 1);
const as = (x: Value, shape: readonly unknown[]): Value => op(reshape(shape as number[]))(x);

/** [B, rows, columns, taps x C] as [B, C x taps, places]. */
const unfolded =
  ({ kernel: k, stride, padding, dilation }: Attrs): Op =>
  (x) => {
    const y = made(unfold, k, { stride, padding, dilation })(last(x!));
    const taps = as(y, [y.shape[0], -1, areaOf(k), x!.shape[1]]);
    return as(op(permute([0, 3, 2, 1]))(taps), [y.shape[0], y.shape[3], -1]);
  };

const folded =
  ({ output_size: size, kernel: k, stride, padding, dilation }: Attrs): Op =>
  (x) => {
    const image = axesOf(size);
    const [s, p, d] = [axesOf(stride), axesOf(padding), axesOf(dilation)];
    const rows = axesOf(k).map(
      (n, i) => Math.floor((image[i]! + 2 * p[i]! - d[i]! * (n - 1) - 1) / s[i]!) + 1,
    );
    const [batch, patch] = x!.shape;
    const taps = as(x!, [batch, Number(patch) / areaOf(k), areaOf(k), ...rows]);
    const y = as(op(permute([0, 3, 4, 2, 1]))(taps), [batch, ...rows, patch]);
    return first(made(fold, image, k, { stride, padding, dilation })(y));
  };

const shuffled =
  (layer: unknown) =>
  ({ factor }: Attrs): Op =>
  (x) =>
    first(made(layer, factor)(last(x!)));

const ops: Readonly<Record<string, (attrs: Attrs) => Op>> = {
  conv1d: convolution(conv1d),
  conv2d: convolution(conv2d),
  conv3d: convolution(conv3d),
  conv_transpose1d: convolution(convTranspose1d),
  conv_transpose2d: convolution(convTranspose2d),
  unfold: unfolded,
  fold: folded,
  pixel_shuffle: shuffled(pixelShuffle),
  pixel_unshuffle: shuffled(pixelUnshuffle),
};
const convOf: OpOf = ({ op: name, attrs }) => ops[name]?.(attrs);

coversFamily('conv', convOf);
runFamily('conv', convOf);

describe('on the kernels', () => {
  runOnKernels('conv', convOf);
});
