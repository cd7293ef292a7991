/** The pooling kernels against plain loops: every number of channels, ranges in pieces, canaries around every output. */
import { describe, expect, it } from 'vitest';
import type { KernelName } from '../../src/core/abi.gen.ts';
import { machine, sizes, uniform } from './harness.ts';

const m = machine();

interface Geometry {
  readonly batch: number;
  readonly image: readonly [height: number, width: number];
  readonly places: readonly [rows: number, columns: number];
  readonly window: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly before: readonly [top: number, left: number];
  readonly dilation?: readonly [down: number, right: number];
}

/** Windows that tile, that leave a rim, with gaps, overlapping, in padding, beyond the end; taps apart, all outside. */
const geometries: readonly Geometry[] = [
  { batch: 2, image: [4, 6], places: [2, 3], window: [2, 2], stride: [2, 2], before: [0, 0] },
  { batch: 2, image: [5, 7], places: [2, 3], window: [2, 2], stride: [2, 2], before: [0, 0] },
  { batch: 1, image: [5, 5], places: [2, 2], window: [1, 2], stride: [3, 3], before: [0, 0] },
  { batch: 3, image: [3, 4], places: [3, 4], window: [3, 3], stride: [1, 1], before: [1, 1] },
  { batch: 1, image: [1, 9], places: [1, 5], window: [1, 3], stride: [1, 2], before: [0, 1] },
  // as many elements in windows as there are, and yet not all of them
  { batch: 2, image: [1, 4], places: [1, 2], window: [1, 2], stride: [1, 3], before: [0, 1] },
  { batch: 2, image: [4, 3], places: [2, 1], window: [2, 3], stride: [3, 3], before: [0, 1] },
  { batch: 1, image: [5, 5], places: [3, 2], window: [2, 3], stride: [2, 3], before: [0, 0] },
  {
    batch: 2,
    image: [5, 8],
    places: [3, 4],
    window: [3, 2],
    stride: [1, 2],
    before: [2, 1],
    dilation: [2, 3],
  },
  {
    batch: 1,
    image: [4, 3],
    places: [1, 2],
    window: [2, 2],
    stride: [4, 4],
    before: [0, 2],
    dilation: [1, 4],
  },
];

type Visit = (place: number, taps: readonly number[]) => void;

/** Every place of every channel with the taps inside, in row-major order, as offsets. */
const eachWindow = (g: Geometry, channels: number, visit: Visit): void => {
  const [height, width] = g.image;
  const [down, right] = g.dilation ?? [1, 1];
  const [rows, columns] = g.places;
  for (let p = 0; p < g.batch * rows * columns; p++) {
    const [b, row, column] = [
      Math.floor(p / (rows * columns)),
      Math.floor(p / columns) % rows,
      p % columns,
    ];
    const pixels: number[] = [];
    for (let t = 0; t < g.window[0] * g.window[1]; t++) {
      const i = row * g.stride[0] - g.before[0] + Math.floor(t / g.window[1]) * down;
      const j = column * g.stride[1] - g.before[1] + (t % g.window[1]) * right;
      if (i >= 0 && j >= 0 && i < height && j < width) pixels.push((b * height + i) * width + j);
    }
    for (let c = 0; c < channels; c++) {
      visit(
        p * channels + c,
        pixels.map((q) => q * channels + c),
      );
    }
  }
};

const firstMaximum = (x: Float32Array, taps: readonly number[]): number | undefined =>
  taps.length === 0
    ? undefined
    : taps.reduce((best, t) => {
        if (Number.isNaN(x[best]!)) return best;
        return x[t]! > x[best]! || Number.isNaN(x[t]!) ? t : best;
      });

const pixelsOf = (g: Geometry): number => g.batch * g.image[0] * g.image[1];
const placesOf = (g: Geometry): number => g.batch * g.places[0] * g.places[1];

/** The output of a kernel that is run in two pieces. */
const run = (
  kernel: KernelName,
  inputs: readonly Float32Array[],
  size: number,
  g: Geometry,
  channels: number,
  divisor: number,
): Float32Array => {
  m.reset();
  const operands = inputs.map((x) => m.put(x));
  const out = m.output(4 * size);
  const words = [
    ...g.image,
    channels,
    ...g.places,
    ...g.window,
    ...g.stride,
    ...g.before,
    ...(g.dilation ?? [1, 1]),
    divisor,
  ];
  const units = kernel.endsWith('Grad') ? g.batch : g.batch * g.places[0];
  const cut = Math.floor(units / 2);
  for (const [begin, end] of [
    [0, cut],
    [cut, units],
  ] as const) {
    m.run(kernel, [begin, end, ...operands, out, ...words]);
  }
  m.intact();
  return m.f32(out, size);
};

/** Small whole numbers, so that sums are exact and there are equal maxima; some NaN. */
const values = (n: number, seed: number, nan: boolean): Float32Array =>
  uniform(n, seed).map((v, i) => (nan && i % 37 === 5 ? Number.NaN : Math.round(2 * v) + 0));

describe.each(geometries)('%j', (g) => {
  it('maxima, their tangents and their cotangents', () => {
    for (const nan of [false, true]) {
      for (const channels of sizes.slice(1)) {
        const [n, places] = [pixelsOf(g) * channels, placesOf(g) * channels];
        const [x, t, c] = [values(n, channels, nan), values(n, 1, false), values(places, 2, false)];
        const [y, s] = [new Float32Array(places), new Float32Array(places)];
        const dx = new Float32Array(n);
        eachWindow(g, channels, (p, taps) => {
          const at = firstMaximum(x, taps);
          y[p] = at === undefined ? Number.NEGATIVE_INFINITY : x[at]!;
          s[p] = at === undefined ? 0 : t[at]!;
          if (at !== undefined) dx[at]! += c[p]!;
        });
        expect(run('maxPool', [x], places, g, channels, 0)).toEqual(y);
        expect(run('maxPoolTangent', [x, t], places, g, channels, 0)).toEqual(s);
        expect(run('maxPoolGrad', [x, c], n, g, channels, 0)).toEqual(dx);
      }
    }
  });
  it('means and their cotangents', () => {
    for (const divisor of [0, 4]) {
      for (const channels of sizes.slice(1)) {
        const [n, places] = [pixelsOf(g) * channels, placesOf(g) * channels];
        const [x, c] = [values(n, channels, false), values(places, 2, false)];
        const [y, dx] = [new Float32Array(places), new Float32Array(n)];
        eachWindow(g, channels, (p, taps) => {
          const by = divisor || taps.length;
          y[p] = taps.reduce((sum, at) => sum + x[at]!, 0) / by;
          for (const at of taps) dx[at]! += Math.fround(c[p]! / by);
        });
        expect(run('avgPool', [x], places, g, channels, divisor)).toEqual(y);
        expect(run('avgPoolGrad', [c], n, g, channels, divisor)).toEqual(dx);
      }
    }
  });
});
