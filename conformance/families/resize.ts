/** Interpolation; channels first in the cases. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, call, type Family, missing, op, program } from '../adapter.ts';
import { flagOf, listOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { channelsFirst, channelsLast } from './layouts.ts';

type Mode = 'nearest' | 'linear' | 'cubic';

const sizesOf = (x: Value): readonly number[] => x.shape.slice(2).map(Number);
/** A size as it is given, or as the factors give it. */
const sizeOf = (attrs: Attrs, x: Value): readonly number[] => {
  if (attrs['size'] != null) return listOf(attrs, 'size');
  const factors = listOf(attrs, 'scale_factor');
  return sizesOf(x).map((d, k) => Math.floor(d * (factors[k] ?? factors[0]!)));
};

/** A whole factor is `upsample`; another one counts for the places as it is, whatever the sizes are. */
const layerOf = (attrs: Attrs, mode: Mode, x: Value): unknown => {
  const options = { mode, alignCorners: flagOf(attrs, 'align_corners') };
  if (attrs['scale_factor'] == null) return call(o.resize, sizeOf(attrs, x), options);
  const factors = listOf(attrs, 'scale_factor');
  const scale = sizesOf(x).map((_, k) => factors[k] ?? factors[0]!);
  return scale.every(Number.isInteger)
    ? call(o.upsample, scale, options)
    : call(o.resize, sizeOf(attrs, x), { ...options, scale });
};

const interpolation =
  (mode: Mode): AdapterOf =>
  ({ attrs }) =>
    program((x: Value) => channelsFirst(op(layerOf(attrs, mode, x))(channelsLast(x))));

const MODES: Readonly<Record<string, Mode>> = {
  ...{ nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic' },
};
const sampling: AdapterOf = ({ attrs }) => {
  const mode = MODES[String(attrs['mode'])];
  if (mode === undefined) return missing(`grid_sample of the mode ${attrs['mode']}`);
  const padding = attrs['padding_mode'];
  const options = { mode, padding, alignCorners: flagOf(attrs, 'align_corners') };
  return program((x: Value, grid: Value) =>
    channelsFirst(op(o.gridSample)(channelsLast(x), grid, options)),
  );
};

export const resize: Family = {
  upsample_nearest: interpolation('nearest'),
  upsample_linear1d: interpolation('linear'),
  upsample_bilinear: interpolation('linear'),
  upsample_bicubic: interpolation('cubic'),
  grid_sample: sampling,
};
