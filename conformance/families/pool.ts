/** Pooling, of images turned channels last. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, program } from '../adapter.ts';
import type { Attrs } from '../cases.ts';
import { channelsFirst, channelsLast, onImages } from './layouts.ts';

const optionsOf = ({ stride, padding, dilation, ceil_mode: ceil, ...more }: Attrs): object => {
  const { count_include_pad: countIncludePad } = more;
  return { stride, padding, dilation, ceil, countIncludePad };
};

const windowed =
  (layer: unknown): AdapterOf =>
  ({ attrs }) =>
    onImages(call(layer, attrs['kernel'], optionsOf(attrs)));

const adaptive =
  (layer: unknown): AdapterOf =>
  ({ attrs }) =>
    onImages(call(layer, attrs['output_size']));

/** The maxima and where they are. */
const indexed: AdapterOf = ({ attrs }) =>
  program((x: Value) =>
    leaves(call(o.maxPool2dWithIndices, channelsLast(x), attrs['kernel'], optionsOf(attrs))).map(
      channelsFirst,
    ),
  );

export const pool: Family = {
  max_pool1d: windowed(o.maxPool1d),
  max_pool2d: windowed(o.maxPool2d),
  max_pool2d_with_indices: indexed,
  avg_pool1d: windowed(o.avgPool1d),
  avg_pool2d: windowed(o.avgPool2d),
  adaptive_avg_pool1d: adaptive(o.adaptiveAvgPool1d),
  adaptive_avg_pool2d: adaptive(o.adaptiveAvgPool2d),
  adaptive_max_pool2d: adaptive(o.adaptiveMaxPool2d),
  lp_pool2d: ({ attrs: { p, kernel, stride } }) =>
    onImages(call(o.lpPool2d, p, kernel, { stride })),
  // its layer drops the spatial axes
  global_avg_pool2d: () => program((x: Value) => call(o.globalAvgPool2d, channelsLast(x))),
};
