/** Rules of attention, of layers, of losses, and of transformations. */
import { fresh } from '../../../src/core/graph.ts';
import { type Tensor, untyped } from '../../../src/core/tensor.ts';
import { scan, vmap } from '../../../src/ops/index.ts';
import { repeats } from '../../../src/random/parameter.ts';
import { type Dim, mulDim } from '../../../src/types/dim.ts';
import { DTypes } from '../../../src/types/dtype.ts';
import { squareShape, tallShape } from '../../../src/types/matrix.ts';
import {
  attendShape,
  classWeights,
  ctcLabels,
  ctcLengths,
  ctcScores,
  factorShape,
  featuresShape,
  groupedShape,
  halvedShape,
  labelledRows,
  lastAxes,
  lastToShape,
  leadingOf,
  notInHeads,
  recurrentShape,
  spaciousShape,
  trailingShape,
  unfitKeyMask,
  unfitMask,
} from '../../../src/types/shape.ts';
import type { Draw, Shape } from './draw.ts';
import { type Rule, rule } from './rule.ts';

const none = (sentence: string | null): unknown => sentence ?? 'right';
const attention: readonly Rule[] = [
  rule(
    'Attend',
    attendShape,
    (d) => {
      const lead = d.shape(0, 2);
      const [l, s, e, v] = [d.dim(), d.dim(), d.dim(), d.dim()];
      return [d.near([...lead, l, e]), d.near([...lead, s, e]), d.near([...lead, s, v]), 'attend'];
    },
    [0, 1, 2],
  ),
  rule(
    'Masked',
    (s: Shape, m: Shape, op: string) => none(unfitMask(s, m, op)),
    (d) => {
      const s = d.shape(2, 4);
      return [s, d.near(s.slice(d.int(0, 2))).map((x) => (d.chance(0.2) ? 1 : x)), 'attend'];
    },
    [0, 1],
    (s, m, op) => `X.Masked<${s}, ${m}, ${op}, 'right'>`,
  ),
  rule(
    'KeyMasked',
    (s: Shape, m: Shape, op: string) => none(unfitKeyMask(s, m, op)),
    (d) => {
      const s = d.shape(2, 4);
      return [s, d.near(s.slice(0, -1)).map((x) => (d.chance(0.2) ? 1 : x)), 'attend'];
    },
    [0, 1],
    (s, m, op) => `X.KeyMasked<${s}, ${m}, ${op}, 'right'>`,
  ),
  rule(
    'InHeads',
    (e: Dim, heads: number, op: string) => none(notInHeads(e, heads, op)),
    (d) => {
      const heads = d.int(1, 12);
      return [d.chance(0.6) ? mulDim(d.dim(), heads) : d.dim(), heads, 'attention'];
    },
    [],
    (e, h, op) => `X.InHeads<${e}, ${h}, ${op}, 'right'>`,
  ),
  rule('Halved', halvedShape, (d) => [evenly(d), 'rotary'], [0]),
  rule('Features', featuresShape, (d) => [d.shape(0, 3), 'positions'], [0]),
];
const evenly = (d: Draw): Shape => d.shape(0, 3).map((x) => (d.chance(0.5) ? mulDim(x, 2) : x));

interface Cell {
  readonly wx: { readonly shape: Shape };
  readonly wh: { readonly shape: Shape };
}
type Layer = Cell | { readonly forward: Cell; readonly backward: Cell };
/** Layers, each on the features of the one before, and what the first takes. */
const stacked = (d: Draw, first: Dim): readonly Layer[] => {
  const out: Layer[] = [];
  let width: Dim = first;
  for (let k = d.int(1, 3); k > 0; k--) {
    const [h, takes] = [d.int(1, 9), d.chance(0.9) ? width : d.dim()];
    const cell: Cell = { wx: { shape: [takes, h] }, wh: { shape: [h, h] } };
    const both = d.chance(0.3);
    out.push(both ? { forward: cell, backward: cell } : cell);
    width = both ? 2 * h : h;
  }
  return out;
};
const layers: readonly Rule[] = [
  rule(
    'Recurrent',
    recurrentShape,
    (d) => {
      const s = d.near(['B', 'T', d.chance(0.8) ? d.int(1, 9) : d.dim()]);
      return [stacked(d, s.at(-1) ?? 1), s, 'lstm', d.chance(0.3)];
    },
    [1],
  ),
  rule(
    'LastTo',
    lastToShape,
    (d) => {
      const s = d.shape(0, 4);
      return [s, d.around(s.at(-1) ?? 1), d.dim(), 'dense'];
    },
    [0],
  ),
  rule(
    'Trailing',
    trailingShape,
    (d) => {
      const s = d.shape(0, 4);
      return [s, d.near(s.slice(d.int(0, s.length))), 'layerNorm'];
    },
    [0],
  ),
  rule('LastAxes', lastAxes, (d) => [d.shape(0, 4), d.int(0, 4), 'layerNorm'], [0]),
  rule(
    'Grouped',
    groupedShape,
    (d) => {
      const groups = d.int(1, 4);
      const c = d.chance(0.7) ? mulDim(d.dim(), groups) : d.dim();
      return [d.near([...d.shape(1, 3), c]), c, groups, 'groupNorm'];
    },
    [0],
  ),
  rule(
    'Spacious',
    spaciousShape,
    (d) => {
      const s = d.shape(1, 4);
      return [s, d.around(s.at(-1)!), 'instanceNorm'];
    },
    [0],
  ),
  rule(
    'Square',
    squareShape,
    (d) => {
      const [s, n] = [d.shape(0, 2), d.dim()];
      return [d.near([...s, n, n]), 'cholesky'];
    },
    [0],
  ),
  rule('Tall', tallShape, (d) => [d.shape(0, 4), 'qr'], [0]),
];

const losses: readonly Rule[] = [
  rule('Leading', leadingOf, (d) => [d.shape(0, 4), 'topK'], [0]),
  rule(
    'LabelledRows',
    labelledRows,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near(s.slice(0, -1)), 'crossEntropy'];
    },
    [0, 1],
  ),
  rule(
    'ClassWeights',
    classWeights,
    (d) => {
      const s = d.shape(1, 3);
      return [s, d.near(s.slice(-1)), 'crossEntropy'];
    },
    [0, 1],
  ),
  rule(
    'Factor',
    factorShape,
    (d) => {
      const s = d.shape(0, 3);
      return [s, d.near(s.map((x) => (d.chance(0.3) ? 1 : x))), 'bce: weight'];
    },
    [0, 1],
  ),
  rule(
    'Repeats',
    repeats,
    (d) => {
      const s = d.shape(0, 3);
      return [
        d.near(s.slice(d.int(0, s.length)).map((x) => (d.chance(0.3) ? 1 : x))),
        d.rewritten(s),
        'normal',
      ];
    },
    [0],
  ),
  rule('CtcScores', ctcScores, (d) => [d.near(d.shape(3))], [0]),
  rule(
    'CtcLabels',
    ctcLabels,
    (d) => {
      const s = d.shape(3);
      return [s, d.near([s[0]!, d.dim()])];
    },
    [0, 1],
  ),
  rule(
    'CtcLengths',
    ctcLengths,
    (d) => {
      const s = d.shape(3);
      return [s, d.near(s.slice(0, 1)), 'lengths'];
    },
    [0, 1],
  ),
];

const tensor = (shape: Shape): Tensor<Dim[]> =>
  fresh({ shape, dtype: DTypes.f32 }) as Tensor<Dim[]>;
const mapped = (s: Shape, from: number, to: number): Shape =>
  untyped(vmap((x: Tensor<Dim[]>) => x, { inAxes: [from], outAxes: to }))(tensor(s)).shape;
const scanned = (s: Shape): Shape =>
  scan((c: Tensor<Dim[]>, x: Tensor<Dim[]>) => [c, x] as const, tensor([]), tensor(s))[1].shape;
const transformations: readonly Rule[] = [
  rule(
    'vmap',
    mapped,
    (d) => {
      const s = d.shape(1, 4);
      return [s, d.int(-s.length, s.length - 1), d.int(-s.length, s.length - 1)];
    },
    [0],
    (s, i, j) => `X.Inserted<X.Removed<${s}, ${i}>, SizeAt<${s}, ${i}>, ${j}>`,
  ),
  rule(
    'scan',
    scanned,
    (d) => [d.shape(1, 4)],
    [0],
    (s) => `X.Inserted<X.Removed<${s}, 0>, SizeAt<${s}, 0>, 0>`,
  ),
];

export const LAYERS: readonly Rule[] = [...attention, ...layers, ...losses, ...transformations];
