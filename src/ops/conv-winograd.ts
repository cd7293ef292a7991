/**
 * Where a convolution is computed by F(2 x 2, 3 x 3), which needs 4/9 of the multiplications and rounds differently: an
 * element is off by up to about 4 times as much as that of the plain sum. Lavin and Gray 2016, "Fast Algorithms for
 * Convolutional Neural Networks". Decided by the types alone, and never in f64.
 */
import { WINOGRAD_HEAD, WINOGRAD_TILES } from '../core/abi.gen.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { TensorType } from '../core/node.ts';
import { type Geometry, isNumber, poolWords } from './conv-geometry.ts';

/** Fewer channels leave too little to multiply beside the transforms. */
const LEAST_CHANNELS = 16;
/** Bytes of the transformed kernels above which they are not kept. */
const MOST_BYTES = 2 ** 25;
/** Fewer tiles do not pay for transforming the kernels. */
const LEAST_TILES = 32;

/** What the kernel is asked for: x is the image, `result` the places, `flipped` for the adjoint. */
export interface Correlation {
  readonly geometry: Geometry & { readonly groups: number };
  readonly flipped: boolean;
}

const all = (ns: readonly number[], n: number): boolean => ns.every((k) => k === n);

/** Zeros before the first pixel on each axis, as the kernel sees them; null where it cannot. */
const beforeOf = (
  image: TensorType,
  size: readonly number[],
  { geometry, flipped }: Correlation,
): readonly number[] | null => {
  const words = poolWords(image.shape, size, geometry);
  if (words === null) return null;
  const before = words.slice(-2).map((n) => (flipped ? 2 - n : n));
  return before.every((n) => n >= 0) ? before : null;
};

/** Whether it is a correlation of f32 with 3 x 3 kernels at stride 1, in one group. */
const fits = (x: TensorType, w: TensorType, g: Correlation['geometry']): boolean =>
  x.dtype.dtype === 'f32' &&
  x.shape.length === 4 &&
  g.groups === 1 &&
  all(g.stride, 1) &&
  all(g.dilation, 1) &&
  w.shape[0] === 3 &&
  w.shape[1] === 3;

const tilesOf = (rows: number, columns: number): number =>
  Math.ceil(rows / 2) * Math.ceil(columns / 2);

/** Whether 16 multiplications a tile and the transforms cost less than 9 a place. */
const pays = (batch: number, rows: number, columns: number): boolean => {
  const tiles = tilesOf(rows, columns);
  return tiles * 22 <= rows * columns * 9 && batch * tiles >= LEAST_TILES;
};

const scratchOf = (channels: number, filters: number): number =>
  WINOGRAD_HEAD + 64 * (channels * filters + WINOGRAD_TILES * (channels + filters));

/** The kernel for these types, or null where the plain product is as good. */
export const winogradCall = (
  [x, w]: readonly TensorType[],
  [y]: readonly TensorType[],
  correlation: Correlation,
): KernelCall | null => {
  if (!fits(x!, w!, correlation.geometry)) return null;
  const sizes = [...x!.shape, ...y!.shape.slice(1)].filter(isNumber);
  if (sizes.length < 7) return null;
  const [batch, height, width, channels, rows, columns, filters] = sizes;
  const before = beforeOf(correlation.flipped ? y! : x!, [3, 3], correlation);
  if (before === null || channels! % 4 > 0 || filters! % 8 > 0) return null;
  if (Math.min(channels!, filters!) < LEAST_CHANNELS || !pays(batch!, rows!, columns!)) return null;
  const scratch = scratchOf(channels!, filters!);
  if (scratch > MOST_BYTES) return null;
  return {
    kernel: 'winograd',
    units: batch! * tilesOf(rows!, columns!),
    scratch,
    args: [
      ...[height!, width!, channels!, rows!, columns!, filters!],
      ...before,
      Number(correlation.flipped),
    ],
  };
};
