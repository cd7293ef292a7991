/** Rules of dims, of axes, and of what is computed from two shapes. */

import { broadcastToShape } from '../../../src/ops/axes.ts';
import { whereShape } from '../../../src/ops/compare.ts';
import { expandDimsShape, squeezeShape } from '../../../src/ops/shape.ts';
import { topKShape } from '../../../src/ops/sort.ts';
import {
  addDim,
  canonDim,
  type Dim,
  divDim,
  exactDim,
  mulDim,
  subDim,
  substituteDim,
} from '../../../src/types/dim.ts';
import {
  bindShape,
  broadcast3,
  broadcastShape,
  flattenAxesShape,
  flattenShape,
  permuteShape,
  reduceAxesShape,
  reduceShape,
  reshapeShape,
  substituteShape,
  swapAxesShape,
  swapLastShape,
} from '../../../src/types/shape.ts';
import type { Draw, Shape } from './draw.ts';
import { type Rule, rule } from './rule.ts';

type Two = [Dim, Dim];
const two = (d: Draw): Two => [d.dim(), d.dim()];
const divisor = (d: Draw): number => d.int(1, 12);

const dims: readonly Rule[] = [
  rule('DAdd', addDim, two),
  rule('DSub', subDim, two),
  rule('DMul', mulDim, two),
  rule('DDiv', divDim, (d) => [d.dim(), divisor(d)]),
  rule('DDiv', divDim, (d) => [d.dim(), d.name()]),
  rule('DExact', exactDim, (d) => {
    const k = d.chance(0.5) ? divisor(d) : d.name();
    return [d.chance(0.6) ? mulDim(d.dim(), k) : d.dim(), k];
  }),
  rule('Canon', canonDim, (d) => [d.written()]),
  rule(
    'SubstDim',
    (x: Dim, names: Readonly<Record<string, Dim>>) =>
      substituteDim(x, new Map(Object.entries(names))),
    (d) => [
      d.written(),
      { [d.name()]: d.chance(0.5) ? d.known() : mulDim(d.name(), divisor(d)), h: divisor(d) },
    ],
  ),
];

/** A shape that broadcasts with another, or nearly. */
const partner = (d: Draw, s: Shape): Shape => {
  const cut = d.chance(0.4) ? s.slice(d.int(0, s.length)) : s;
  return d.near(cut.map((x) => (d.chance(0.3) ? 1 : x)));
};
const broadcasts: readonly Rule[] = [
  rule(
    'Broadcast',
    broadcastShape,
    (d) => {
      const s = d.shape(0, 4);
      return d.chance(0.5) ? [partner(d, s), partner(d, s), 'mul'] : [partner(d, s), s, 'add'];
    },
    [0, 1],
  ),
  rule(
    'Broadcast3',
    broadcast3,
    (d) => {
      const s = d.shape(0, 3);
      return [partner(d, s), s, partner(d, s), 'fma'];
    },
    [0, 1, 2],
  ),
  rule(
    'Where',
    whereShape,
    (d) => {
      const s = d.shape(0, 3);
      return [partner(d, s), partner(d, s), s];
    },
    [0, 1, 2],
  ),
  rule(
    'BroadcastTo',
    broadcastToShape,
    (d) => {
      const s = d.shape(0, 4);
      return [partner(d, s), d.rewritten(s)];
    },
    [0],
  ),
];

type OnAxis = [Shape, number];
const onAxis = (d: Draw): OnAxis => {
  const s = d.shape(0, 4);
  return [s, d.axis(s.length)];
};
const permutation = (d: Draw, rank: number): readonly number[] => {
  const axes = d.shuffle(d.times(rank, (k) => (d.chance(0.3) ? k - rank : k)));
  return d.chance(0.15) ? axes.map((k) => (d.chance(0.4) ? d.int(-1, rank) : k)) : axes;
};
const axes: readonly Rule[] = [
  rule('Reduce', reduceShape, (d) => [...onAxis(d), d.chance(0.5), 'sum'], [0]),
  rule(
    'ReduceAxes',
    reduceAxesShape,
    (d) => {
      const s = d.shape(1, 4);
      return [s, permutation(d, s.length).slice(d.int(0, s.length)), d.chance(0.5), 'mean'];
    },
    [0],
  ),
  rule(
    'Permute',
    permuteShape,
    (d) => {
      const s = d.shape(0, 5);
      return [s, permutation(d, s.length).slice(d.chance(0.1) ? 1 : 0)];
    },
    [0],
  ),
  rule('SwapLast', swapLastShape, (d) => [d.shape(0, 5)], [0]),
  rule(
    'SwapAxes',
    swapAxesShape,
    (d) => {
      const s = d.shape(1, 4);
      return [s, d.axis(s.length), d.axis(s.length)];
    },
    [0],
  ),
  rule(
    'FlattenAxes',
    flattenAxesShape,
    (d) => {
      const s = d.shape(1, 5);
      return [s, d.axis(s.length), d.axis(s.length)];
    },
    [0],
  ),
  rule(
    'ExpandDims',
    expandDimsShape,
    (d) => {
      const s = d.shape(0, 4);
      return [s, d.axis(s.length + 1)];
    },
    [0],
  ),
  rule(
    'Squeeze',
    squeezeShape,
    (d) => {
      const s = d.shape(1, 4).map((x) => (d.chance(0.6) ? 1 : x));
      return [s, d.chance(0.5) ? d.axis(s.length) : permutation(d, s.length).slice(d.int(0, 3))];
    },
    [0],
  ),
  rule(
    'TopK',
    topKShape,
    (d) => {
      const [s, axis] = onAxis(d);
      return [s, d.chance(0.7) ? d.int(0, 6) : d.written(), axis];
    },
    [0],
  ),
];

/** The sizes of a shape in another grouping. */
const regrouped = (d: Draw, s: Shape): Shape =>
  d.shuffle(s).reduce<Shape>((out, x) => {
    const last = out.at(-1);
    return last !== undefined && d.chance(0.5) ? out.with(-1, mulDim(last, x)) : out.concat(x);
  }, []);
const reshapes: readonly Rule[] = [
  rule(
    'Reshape',
    reshapeShape,
    (d) => {
      const s = d.shape(0, 5);
      const fine = d.near(regrouped(d, s));
      const rough = regrouped(d, s);
      const to = d.chance(0.4) ? rough : fine;
      const hole = d.int(0, to.length - 1);
      const holed = d.chance(0.4) && to.length > 0 ? to.with(hole, -1) : to;
      return d.chance(0.5) ? [s, d.rewritten(holed)] : [holed.includes(-1) ? rough : holed, s];
    },
    [0],
  ),
  rule('Flatten', flattenShape, (d) => [d.shape(0, 5)], [0]),
];

const called = (formal: Shape, actual: Shape, result: Shape): Shape | string => {
  const sizes = bindShape(formal, actual);
  return typeof sizes === 'string' ? sizes : substituteShape(result, sizes);
};
const FORMAL: readonly Dim[] = ['B', 'H', 'W', '16*h', 'H+2', '2*B', 'H-1', 3, 4, 'n1'];
const calls: readonly Rule[] = [
  rule(
    'Called',
    called,
    (d) => {
      const formal = d.times(d.int(0, 4), () => d.pick(FORMAL));
      const sizes = new Map<string, Dim>(
        ['B', 'H', 'W', 'h', 'n1', 'T'].map((n) => [
          n,
          d.chance(0.7) ? d.known() : d.pick<Dim>(['N', 'M', '4*k']),
        ]),
      );
      return [
        formal,
        d.near(formal.map((x) => substituteDim(x, sizes))),
        d.times(d.int(0, 3), () => d.pick<Dim>([...formal, 'B*H', '(H-3)//2', '8*h', 10])),
      ];
    },
    [1],
    (f, a, r) => `Called<${f}, ${a}, ${r}>`,
  ),
];

export const ALGEBRA: readonly Rule[] = [...dims, ...broadcasts, ...axes, ...reshapes, ...calls];
