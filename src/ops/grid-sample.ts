/** Values of an image at places that are given, or computed: between its elements, with a derivative by the place. */
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
} from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type Dim, mulDim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';
import { type GridSample, gridSampleShape } from '../types/shape.ts';
import { column as coordinate } from './parts.ts';
import { nearest } from './rounding.ts';
import { type Floats, floats } from './rules.ts';
import { type ResizeMode, TAPS } from './sampling.ts';
import { times } from './stated.ts';

/** What is sampled between elements, and beyond them. */
export interface GridSampleOptions {
  /**
   * 'linear' if absent: of the four elements around (bilinear); 'nearest': the nearest one; 'cubic': of sixteen
   * (bicubic), with the weights of `resize`
   */
  readonly mode?: ResizeMode;
  /** what stands beyond the edge, 'zeros' if absent; 'border': its last element; 'reflection': the image mirrored */
  readonly padding?: 'zeros' | 'border' | 'reflection';
  /** whether -1 and 1 are the centres of the elements at the edge, or (false, if absent) the edge itself */
  readonly alignCorners?: boolean;
}

/** x between two numbers, with derivative 0 at and beyond them. */
const between = (x: Value, low: number, high: Value): Value => {
  const lowest = p.fill(low, x);
  const aboveLow = p.select(p.less(lowest, x), x, lowest);
  const inside = p.less(aboveLow, high);
  return p.select(inside, aboveLow, high);
};

/** x mirrored at two numbers until it lies between them. */
const mirrored = (x: Value, low: Value, span: Value): Value => {
  const above = p.sub(x, low);
  const distance = p.select(p.less(above, p.zeros(above)), p.neg(above), above);
  const flips = p.floor(p.div(distance, span));
  const rest = p.sub(distance, p.mul(flips, span));
  const half = p.floor(times(0.5, flips));
  const isOdd = p.less(p.add(half, half), flips);
  return p.add(low, p.select(isOdd, p.sub(span, rest), rest));
};

/** The place along an axis of `size` elements, counted in elements, of -1 to 1. */
const placeOf = (g: Value, size: Dim, { alignCorners }: GridSampleOptions): Value => {
  const [n, one] = [p.fill(size, g), p.fill(1, g)];
  return alignCorners
    ? times(0.5, p.mul(p.add(g, one), p.sub(n, one)))
    : times(0.5, p.sub(p.mul(p.add(g, one), n), one));
};

/** A place beyond the edge as one on the axis, by what stands beyond it; of zeros it stays outside. */
const padded = (place: Value, size: Dim, { padding, alignCorners }: GridSampleOptions): Value => {
  const [n, one] = [p.fill(size, place), p.fill(1, place)];
  const last = p.sub(n, one);
  if (padding === 'border') return between(place, 0, last);
  if (padding !== 'reflection') return place;
  // of a single element all places are that element's
  const span = alignCorners ? p.maximum(last, one) : n;
  const low = alignCorners ? p.zeros(place) : p.fill(-0.5, place);
  return between(mirrored(place, low, span), 0, last);
};

/** One element on an axis: where it lies, as a float that may lie outside, and its weight; absent: 1. */
interface Corner {
  readonly at: Value;
  readonly weight: Value | undefined;
}

/** Of a cubic it is the elements that are sought beyond the edge, of the others the place. */
const cornersOf = (g: Value, size: Dim, options: GridSampleOptions): readonly Corner[] => {
  const { mode = 'linear' } = options;
  const free = placeOf(g, size, options);
  const place = mode === 'cubic' ? free : padded(free, size, options);
  if (mode === 'nearest') return [{ at: nearest(place), weight: undefined }];
  const before = p.floor(place);
  const part = p.sub(place, before);
  return TAPS[mode].map(({ offset, weight }) => {
    const at = p.add(before, p.fill(offset, before));
    return { at: mode === 'cubic' ? padded(at, size, options) : at, weight: weight(part) };
  });
};

/** The index of a place, within the axis, and whether the place was. */
const indexOf = (at: Value, size: Dim): readonly [index: Value, inside: Value] => {
  const [zero, n] = [p.zeros(at), p.fill(size, at)];
  const inside = p.and(p.less(p.fill(-1, at), at), p.less(at, n));
  return [p.cast(p.select(inside, at, zero), DTypes.i32), inside];
};

/** The elements at corners of two axes, weighted; outside 0. */
const weighted = (x: Value, row: Corner, column: Corner): Value => {
  const [b, h, w, c] = [x.shape[0]!, x.shape[1]!, x.shape[2]!, x.shape[3]!];
  const [[i, insideRows], [j, insideColumns]] = [indexOf(row.at, h), indexOf(column.at, w)];
  const images = p.mul(p.iota(i.shape, 0), p.fill(h, i));
  const index = p.add(p.mul(p.add(images, i), p.fill(w, i)), j);
  const pixels = p.gather(p.reshape(x, [mulDim(b, mulDim(h, w)), c]), index, 0);
  const spread = (v: Value): Value => p.broadcast(v, pixels.shape, [...index.shape.keys()]);
  const seen = p.select(spread(p.and(insideRows, insideColumns)), pixels, p.zeros(pixels));
  return row.weight === undefined || column.weight === undefined
    ? seen
    : p.mul(seen, spread(p.mul(row.weight, column.weight)));
};

/**
 * The values of images at places (x, y), the width before the height, from -1 to 1: [B, H, W, C] at [B, ...P, 2] ->
 * [B, ...P, C]. Linear between elements, with derivatives by the image and by the places. Jaderberg et al. 2015, (5).
 * PyTorch: F.grid_sample.
 */
export function gridSample<A extends AnyTensor, G extends AnyTensor>(
  x: Floats<A, 'gridSample'>,
  grid: Ok<SameDType<A, G, 'gridSample', GridSample<A['shape'], G['shape']>>, G>,
  options?: GridSampleOptions,
): Ret<GridSample<A['shape'], G['shape']>, A['dtype']>;
export function gridSample(x: Value, grid: Value, options: GridSampleOptions = {}): Value {
  const rule = gridSampleShape(x.shape, grid.shape);
  must(sameDType(floats('gridSample', x), grid, 'gridSample', rule));
  const columns = cornersOf(coordinate(grid, 0), x.shape[2]!, options);
  const rows = cornersOf(coordinate(grid, 1), x.shape[1]!, options);
  return rows.flatMap((r) => columns.map((c) => weighted(x, r, c))).reduce(p.add);
}
