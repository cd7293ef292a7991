/** Pooling, of images turned channels last. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { channelsFirst, channelsLast, onImages } from './layouts.ts';

const NAMES: Readonly<Record<string, string>> = {
  ...{ stride: 'stride', padding: 'padding', dilation: 'dilation' },
  ...{ ceil_mode: 'ceil', count_include_pad: 'countIncludePad' },
};
/** What a case does not say, or null, is the library's own default: PyTorch's. */
const optionsOf = (attrs: Attrs): object =>
  Object.fromEntries(
    Object.entries(NAMES)
      .filter(([from]) => attrs[from] != null)
      .map(([from, to]) => [to, attrs[from]]),
  );

const windowed =
  (layer: unknown): AdapterOf =>
  ({ attrs }) =>
    onImages(call(layer, attrs['kernel'], optionsOf(attrs)));

/** null leaves an axis as long as it is. */
const adaptive =
  (layer: unknown): AdapterOf =>
  ({ attrs, inputs: [x] }) => {
    const size = attrs['output_size'];
    const own = x!.shape.slice(2);
    return onImages(call(layer, Array.isArray(size) ? size.map((d, k) => d ?? own[k]) : size));
  };

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
  lp_pool2d: ({ attrs }) =>
    onImages(call(o.lpPool2d, numberOf(attrs, 'p'), attrs['kernel'], optionsOf(attrs))),
  // its layer drops the spatial axes
  global_avg_pool2d: () => program((x: Value) => call(o.globalAvgPool2d, channelsLast(x))),
};
