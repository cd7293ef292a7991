import { searchSortedShape } from '../../../src/ops/search-sorted.ts';
import { dilateShape } from '../../../src/types/dilate.ts';
import { mulDim } from '../../../src/types/dim.ts';
import { segmentsShape } from '../../../src/types/segment.ts';
import {
  alongShape,
  blockShape,
  chunkShapes,
  concatShape,
  diagonalShape,
  diagShape,
  gatherNdShape,
  gluShape,
  indexAddShape,
  narrowShape,
  oneHotShape,
  type PadMode,
  type Pads,
  padShape,
  repeatShape,
  scatterShape,
  selectShape,
  slidingShape,
  splitShapes,
  stackShape,
  takeShape,
  tileShape,
  updatedShape,
} from '../../../src/types/shape.ts';
import type { Draw, Shape } from './draw.ts';
import { type Rule, rule } from './rule.ts';

type OnAxis = [Shape, number];
const onAxis = (d: Draw): OnAxis => {
  const s = d.shape(0, 4);
  return [s, d.axis(s.length)];
};
const joins: readonly Rule[] = [
  rule(
    'Concat',
    concatShape,
    (d) => {
      const [s, axis] = onAxis(d);
      const at = axis < 0 ? axis + s.length : axis;
      const part = (): Shape => d.near(s.map((x, i) => (i === at ? d.dim() : x)));
      return [d.times(d.int(0, 4), part), axis];
    },
    [0],
  ),
  rule(
    'Stack',
    stackShape,
    (d) => {
      const s = d.shape(0, 3);
      return [d.times(d.int(0, 3), () => (d.chance(0.9) ? s : d.near(s))), d.axis(s.length + 1)];
    },
    [0],
  ),
  rule(
    'Split',
    splitShapes,
    (d) => {
      const [s, axis] = onAxis(d);
      const size = s.at(axis);
      const first = d.int(0, 5);
      const rest = typeof size === 'number' ? [Math.max(size - first, 0)] : [];
      return [
        s,
        d.chance(0.7) ? [first, ...rest] : d.rewritten([size ?? 1, ...d.shape(0, 1)]),
        axis,
      ];
    },
    [0],
  ),
  rule(
    'Chunk',
    chunkShapes,
    (d) => {
      const count = d.int(1, 5);
      const [s, axis] = onAxis(d);
      return [s.map((x) => (d.chance(0.6) ? mulDim(x, count) : x)), count, axis];
    },
    [0],
  ),
];

const slices: readonly Rule[] = [
  rule(
    'Narrow',
    narrowShape,
    (d) => {
      const [s, axis] = onAxis(d);
      const size = s.at(axis);
      const room = typeof size === 'number' ? size : 6;
      const start = d.int(0, room);
      const length = d.chance(0.1)
        ? d.written()
        : d.int(0, Math.max(room - start, 0) + (d.chance(0.2) ? 1 : 0));
      return [s, axis, start, length, d.chance(0.6) ? 1 : d.int(1, 3)];
    },
    [0],
  ),
  rule(
    'Select',
    selectShape,
    (d) => {
      const [s, axis] = onAxis(d);
      const size = s.at(axis);
      return [s, axis, d.axis(typeof size === 'number' ? size : 3)];
    },
    [0],
  ),
  rule(
    'Take',
    takeShape,
    (d) => {
      const [s, axis] = onAxis(d);
      return [s, d.shape(0, 3), axis];
    },
    [0, 1],
  ),
  rule('OneHot', oneHotShape, (d) => [d.shape(0, 3), d.written()], [0]),
  rule(
    'Along',
    alongShape,
    (d) => {
      const [s, axis] = onAxis(d);
      const at = axis < 0 ? axis + s.length : axis;
      return [s, d.near(s.map((x, i) => (i === at ? d.dim() : x))), axis, 'gatherAlong'];
    },
    [0, 1],
  ),
  rule(
    'Scatter',
    scatterShape,
    (d) => {
      const [s, axis] = onAxis(d);
      const at = axis < 0 ? axis + s.length : axis;
      const index = d.near(s.map((x, i) => (i === at ? d.dim() : x)));
      return [s, index, d.near(index), axis, 'scatter'];
    },
    [0, 1, 2],
  ),
  rule(
    'IndexAdd',
    indexAddShape,
    (d) => {
      const [s, axis] = onAxis(d);
      const at = axis < 0 ? axis + s.length : axis;
      const n = d.dim();
      return [s, d.near([n]), d.near(s.map((x, i) => (i === at ? n : x))), axis];
    },
    [0, 1, 2],
  ),
  rule(
    'GatherNd',
    gatherNdShape,
    (d) => {
      const s = d.shape(0, 4);
      return [s, [...d.shape(0, 2), d.chance(0.9) ? d.int(0, s.length + 1) : d.dim()]];
    },
    [0, 1],
  ),
  rule(
    'Segments',
    segmentsShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near(s.slice(0, 1)), d.written(), 'segmentSum'];
    },
    [0, 1],
  ),
  rule(
    'SearchSorted',
    searchSortedShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near([...s.slice(0, -1), d.dim()])];
    },
    [0, 1],
  ),
  ...(
    [
      ['Block', (a: Shape, b: Shape, c: readonly number[]) => blockShape(a, b, c, 'dynamicSlice')],
      ['Updated', (a: Shape, b: Shape, c: readonly number[]) => updatedShape(a, b, c)],
    ] as const
  ).map(([name, run]) =>
    rule(
      name,
      run,
      (d) => {
        const s = d.shape(0, 3);
        const size = s.map((x) => (typeof x === 'number' ? d.int(0, x) : d.chance(0.5) ? x : 1));
        return [s, d.near(size), d.times(d.chance(0.9) ? s.length : s.length + 1, () => 0)];
      },
      [0, 1],
      (a, b, c) => `X.${name}<${a}, ${b}, ${c}${name === 'Block' ? ', "dynamicSlice"' : ''}>`,
    ),
  ),
];

const pairs = (d: Draw, n: number): Pads => d.times(n, () => [d.int(0, 3), d.int(0, 3)] as const);
const repetitions: readonly Rule[] = [
  rule(
    'Pad',
    padShape,
    (d) => {
      const s = d.shape(0, 4);
      const fill = d.pick<number | PadMode>([0, 0, 'reflect', 'replicate', 'circular']);
      return [s, pairs(d, d.chance(0.93) ? s.length : s.length + 1), fill];
    },
    [0],
  ),
  rule(
    'Tile',
    tileShape,
    (d) => {
      const s = d.shape(0, 4);
      return [s, d.times(Math.max(s.length + d.pick([0, 0, 0, 1, -1]), 0), () => d.int(0, 4))];
    },
    [0],
  ),
  rule(
    'Repeat',
    repeatShape,
    (d) => {
      const [s, axis] = onAxis(d);
      return [s, d.int(0, 5), axis];
    },
    [0],
  ),
  rule(
    'Sliding',
    slidingShape,
    (d) => {
      const [s, axis] = onAxis(d);
      return [s, axis, d.int(1, 6), d.int(1, 3)];
    },
    [0],
  ),
  rule(
    'Dilate',
    dilateShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.times(d.chance(0.9) ? s.length : s.length + 1, () => d.int(1, 4))];
    },
    [0],
  ),
  rule(
    'Glu',
    gluShape,
    (d) => {
      const [s, axis] = onAxis(d);
      return [s.map((x) => (d.chance(0.6) ? mulDim(x, 2) : x)), axis];
    },
    [0],
  ),
  rule(
    'Diagonal',
    diagonalShape,
    (d) => {
      const s = d.shape(1, 4);
      const square = d.chance(0.3) ? s.map(() => s[0]!) : s;
      return [square, d.int(-3, 3), d.axis(s.length), d.axis(s.length)];
    },
    [0],
  ),
  rule('Diag', diagShape, (d) => [d.shape(0, 3), d.int(-3, 3)], [0]),
];

export const PARTS: readonly Rule[] = [...joins, ...slices, ...repetitions];
