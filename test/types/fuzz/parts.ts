/** Rules of joining and taking apart, of indices, repetition, patterns and products. */
import { bilinearShape, linearShape } from '../../../src/ops/affine.ts';
import { matMulShape } from '../../../src/ops/matmul.ts';
import { searchSortedShape } from '../../../src/ops/search-sorted.ts';
import { dilateShape } from '../../../src/types/dilate.ts';
import { type Dim, mulDim } from '../../../src/types/dim.ts';
import { segmentsShape } from '../../../src/types/segment.ts';
import {
  alongShape,
  blockShape,
  cdistShape,
  chunkShapes,
  concatShape,
  type DotAxes,
  diagonalShape,
  diagShape,
  dotShape,
  einsumShape,
  gatherNdShape,
  gluShape,
  indexAddShape,
  kronShape,
  matVecShape,
  narrowShape,
  oneHotShape,
  outerShape,
  type PadMode,
  type Pads,
  padShape,
  rearrangeShape,
  repeatShape,
  scatterShape,
  selectShape,
  slidingShape,
  splitShapes,
  stackShape,
  takeShape,
  tensorDotShape,
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

const LETTERS = [...'ijkabB'] as const;
interface Summed {
  readonly equation: string;
  readonly shapes: readonly Shape[];
}
const summed = (d: Draw): Summed => {
  const sizes = new Map(LETTERS.map((c) => [c, d.dim()]));
  const subscript = (): readonly string[] =>
    d.times(d.int(0, 3), () => d.pick(LETTERS.slice(0, d.int(2, 6))));
  const inputs = d.times(d.int(1, 3), subscript);
  const dots = d.chance(0.2) ? d.shape(1, 2) : [];
  const lead = dots.length > 0 || d.chance(0.05) ? '...' : '';
  const all = d.shuffle([...new Set(inputs.flat())]);
  const output = d.chance(0.07) ? [...all, d.pick(LETTERS)] : all.slice(d.int(0, all.length));
  const shapes = inputs.map((s) => {
    const rest = dots.slice(d.chance(0.3) ? 1 : 0).map((x) => (d.chance(0.2) ? 1 : x));
    const shape = [...(lead === '' ? [] : rest), ...s.map((c) => sizes.get(c)!)];
    return d.chance(0.9) ? shape : d.near(shape);
  });
  const left = inputs.map((s) => `${lead}${s.join('')}`).join(',');
  const odd = d.chance(0.04) ? left.replace(/[a-z]/, '1') : left;
  return {
    equation: d.chance(0.15) ? odd : `${odd}${d.pick(['->', ' -> '])}${lead}${output.join('')}`,
    shapes: d.chance(0.04) ? shapes.slice(1) : shapes,
  };
};

interface Pattern {
  readonly pattern: string;
  readonly shape: Shape;
  readonly sizes: Readonly<Record<string, number>>;
}
const side = (groups: readonly (readonly string[])[]): string =>
  groups.map((g) => (g.length === 1 ? g[0] : `(${g.join(' ')})`)).join(' ');
const grouped = (d: Draw, names: readonly string[]): readonly (readonly string[])[] =>
  names.reduce<readonly (readonly string[])[]>(
    (out, n) =>
      out.length > 0 && d.chance(0.35) ? [...out.slice(0, -1), [...out.at(-1)!, n]] : [...out, [n]],
    [],
  );
const rearranged = (d: Draw): Pattern => {
  const names = ['a', 'b', 'h', 'w', 'c1'].slice(0, d.int(1, 5));
  const sizes = new Map(names.map((n) => [n, d.chance(0.75) ? d.int(1, 6) : d.dim()] as const));
  const left = grouped(d, names);
  const right = grouped(d, d.shuffle(d.chance(0.08) ? [...names, d.pick(['z', ...names])] : names));
  const given = left.flatMap((g) => g.slice(d.chance(0.9) ? 1 : 0));
  const known = given.flatMap((n) => {
    const size = sizes.get(n)!;
    return typeof size === 'number' ? [[n, d.chance(0.06) ? size + 1 : size] as const] : [];
  });
  const shape = left.map((g) => g.reduce<Dim>((x, n) => mulDim(x, sizes.get(n)!), 1));
  const one = d.chance(0.1);
  const broken = d.chance(0.04);
  return {
    pattern: `${broken ? '(' : ''}${side(left)}${one ? ' 1' : ''} -> ${side(right)}`,
    shape: d.chance(0.93) ? [...shape, ...(one ? [1] : [])] : d.near(shape),
    sizes: Object.fromEntries(known),
  };
};
const patterns: readonly Rule[] = [
  rule(
    'Einsum',
    einsumShape,
    (d) => {
      const { equation, shapes } = summed(d);
      return [equation, shapes];
    },
    [1],
  ),
  rule(
    'Rearrange',
    rearrangeShape,
    (d) => {
      const { pattern, shape, sizes } = rearranged(d);
      return [pattern, shape, sizes];
    },
    [1],
  ),
];

type Both = [Shape, Shape];
const factors = (d: Draw): Both => {
  const batch = d.shape(0, 2);
  const [m, k, n] = [d.dim(), d.dim(), d.dim()];
  return [d.near([...batch.slice(d.chance(0.3) ? 1 : 0), m, k]), d.near([...batch, k, n])];
};
const vectors = (d: Draw): Both => {
  const s = d.shape(1);
  return [d.near(s), d.near(s)];
};
const products: readonly Rule[] = [
  rule('MatMul', matMulShape, factors, [0, 1], (a, b) => `MatMul<${a}, ${b}>`),
  rule(
    'MatVec',
    matVecShape,
    (d) => {
      const [a] = factors(d);
      return [a, d.near(a.slice(-1))];
    },
    [0, 1],
  ),
  rule('DotShape', dotShape, vectors, [0, 1]),
  rule('Outer', outerShape, vectors, [0, 1]),
  rule(
    'Kron',
    kronShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near(s.map(() => d.dim()))];
    },
    [0, 1],
  ),
  rule(
    'Cdist',
    cdistShape,
    (d) => {
      const [[...a], b] = factors(d);
      return [a, [...b.slice(0, -2), d.dim(), a.at(-1) ?? 1]];
    },
    [0, 1],
  ),
  rule(
    'TensorDot',
    tensorDotShape,
    (d) => {
      const a = d.shape(0, 4);
      const n = d.int(0, Math.min(a.length, 2) + (d.chance(0.1) ? 1 : 0));
      if (d.chance(0.5)) return [a, d.near([...a.slice(a.length - n), ...d.shape(0, 2)]), n];
      const is = d
        .shuffle(d.times(a.length, (k) => (d.chance(0.3) ? k - a.length : k)))
        .slice(0, n);
      const b = [...is.map((i) => a.at(i)!), ...d.shape(0, 2)];
      const axes: DotAxes = [is, d.times(is.length, (k) => k)];
      return [a, d.near(b), axes];
    },
    [0, 1],
  ),
  rule(
    'Linear',
    linearShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near([d.dim(), s.at(-1) ?? 1])];
    },
    [0, 1],
  ),
  rule(
    'Bilinear',
    bilinearShape,
    (d) => {
      const [a, b] = [d.shape(1, 3), d.dim()];
      return [a, d.near([...a.slice(0, -1), b]), d.near([d.dim(), a.at(-1)!, b])];
    },
    [0, 1, 2],
  ),
];

export const PARTS: readonly Rule[] = [
  ...joins,
  ...slices,
  ...repetitions,
  ...patterns,
  ...products,
];
