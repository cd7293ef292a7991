/** JAX's general convolutions: zeros between the entries of images, any padding, groups of the batch. */
import type { Value } from '../../src/core/node.ts';
import * as nn from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, call, op, program } from '../adapter.ts';
import { flagOf, listOf, numberOf, rowsOf } from '../attrs.ts';
import { channelsFirst, channelsLast, filters } from './layouts.ts';
import { concat, layered, slice } from './untyped.ts';

type Pads = readonly (readonly number[])[];

const layers: readonly unknown[] = [undefined, nn.conv1d, nn.conv2d, nn.conv3d];

/** A convolution of x [B, ...space, C] by w [...size, C, O]; its padding may crop. */
const convolved = (x: Value, w: Value, padding: Pads, options: object): Value => {
  const around = layered(o.pad)(x, [[0, 0], ...padding, [0, 0]]);
  const layer = call(layers[padding.length], { w }, { padding: 0, ...options });
  return op(layer)(around);
};

const dilated = (x: Value, steps: readonly number[]): Value =>
  layered(o.dilate)(x, [1, ...steps, 1]);

/** Images and filters of group g of n: a part of the batch, and of the features. */
const groupOf = (x: Value, w: Value, g: number, n: number): readonly [Value, Value] => {
  const part = (v: Value, axis: number): Value => {
    const size = Number(v.shape[axis]) / n;
    return slice(v, axis, g * size, size);
  };
  return [part(x, 0), part(w, w.shape.length - 1)];
};

interface Windows {
  readonly w: Value;
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/** Rows and columns to pad so that ceil(size / stride) places remain; more of them behind, or in front. */
const same = (size: readonly number[], { w, stride, dilation }: Windows, isLower: boolean): Pads =>
  size.map((d, k) => {
    const reach = dilation[k]! * (Number(w.shape[k]) - 1) + 1;
    const total = Math.max((Math.ceil(d / stride[k]!) - 1) * stride[k]! + reach - d, 0);
    const half = [Math.floor(total / 2), Math.ceil(total / 2)];
    return isLower ? half.toReversed() : half;
  });

const paddingOf = (given: unknown, size: readonly number[], windows: Windows): Pads => {
  if (given === 'VALID') return size.map(() => [0, 0]);
  return same(size, windows, given === 'SAME_LOWER');
};

const space = (x: Value): readonly number[] => x.shape.slice(1, -1).map(Number);

const general: AdapterOf = ({ attrs }) =>
  program((image: Value, kernel: Value) => {
    const isOurs = attrs['layout'] === 'NHWC';
    const [x, w] = isOurs ? [image, kernel] : [channelsLast(image), filters(kernel)];
    const [stride, dilation] = [listOf(attrs, 'window_strides'), listOf(attrs, 'rhs_dilation')];
    const spread = dilated(x, listOf(attrs, 'lhs_dilation'));
    const padding =
      typeof attrs['padding'] === 'string'
        ? paddingOf(attrs['padding'], space(spread), { w, stride, dilation })
        : rowsOf(attrs, 'padding');
    const options = { stride, dilation, groups: numberOf(attrs, 'feature_group_count') };
    const n = numberOf(attrs, 'batch_group_count');
    const parts = [...Array(n).keys()].map((g) =>
      convolved(...groupOf(spread, w, g, n), padding, options),
    );
    const y = parts.length === 1 ? parts[0]! : concat(-1, ...parts);
    return isOurs ? y : channelsFirst(y);
  });

/** What a transposed convolution pads around the entries that it spreads: the full overlap, or places for each stride. */
const around = (k: number, stride: number, padding: unknown): readonly [number, number] => {
  const total = padding === 'SAME' ? k + stride - 2 : k + stride - 2 + Math.max(k - stride, 0);
  const before = padding === 'SAME' ? (stride > k - 1 ? k - 1 : Math.ceil(total / 2)) : k - 1;
  return [before, total - before];
};

/** The filters of the convolution that is transposed: turned about, outputs for inputs. */
const turned = (w: Value): Value => {
  const places = [...w.shape.keys()].slice(0, -2);
  return layered(o.swapAxes)(layered(o.flip)(w, places), -1, -2);
};

export const transposedConvolution: AdapterOf = ({ attrs }) =>
  program((x: Value, kernel: Value) => {
    const w = flagOf(attrs, 'transpose_kernel') ? turned(kernel) : kernel;
    const strides = listOf(attrs, 'strides');
    const pads = strides.map((s, k) => around(Number(w.shape[k]), s, attrs['padding']));
    return convolved(dilated(x, strides), w, pads, {});
  });

export const generalConvolution = {
  of: general,
  /** the sums of windows of x [B, ...space, 1] */
  ones: (x: Value, window: readonly number[], options: object): Value =>
    convolved(
      x,
      o.ones([...window, 1, 1]),
      window.map(() => [0, 0]),
      options,
    ),
};
