/** Rules of windows, of images, of attention, of recurrent layers, of losses, and of transformations. */
import { fresh } from '../../../src/core/graph.ts';
import { type Tensor, untyped } from '../../../src/core/tensor.ts';
import { scan, vmap } from '../../../src/ops/index.ts';
import { repeats } from '../../../src/random/parameter.ts';
import { type Dim, mulDim } from '../../../src/types/dim.ts';
import { DTypes } from '../../../src/types/dtype.ts';
import { squareShape, tallShape } from '../../../src/types/matrix.ts';
import {
  adaptivePoolShape,
  attendShape,
  classWeights,
  convShape,
  convTransposeShape,
  ctcLabels,
  ctcLengths,
  ctcScores,
  factorShape,
  featuresShape,
  foldShape,
  globalPoolShape,
  gridSampleShape,
  groupedShape,
  halvedShape,
  labelledRows,
  lastAxes,
  lastToShape,
  leadingOf,
  notInHeads,
  type Padding,
  type Pair,
  pixelShuffleShape,
  pixelUnshuffleShape,
  poolShape,
  type Rank,
  recurrentShape,
  resizeShape,
  spaciousShape,
  trailingShape,
  unfitKeyMask,
  unfitMask,
  unfoldShape,
  upsampleShape,
} from '../../../src/types/shape.ts';
import type { Draw, Shape } from './draw.ts';
import { type Rule, rule } from './rule.ts';

type Moved =
  | number
  | readonly [number]
  | readonly [number, number]
  | readonly [number, number, number];
/** One number for all axes of space, or one each. */
const perAxis = (d: Draw, rank: number, f: () => number): Moved => {
  if (d.chance(0.6)) return f();
  if (rank === 1) return [f()];
  return rank === 2 ? [f(), f()] : [f(), f(), f()];
};
const pair = (d: Draw, f: () => number): Pair => (d.chance(0.6) ? f() : [f(), f()]);
const padding = (d: Draw, rank: number): Padding | Moved =>
  d.chance(0.5) ? d.pick<Padding>(['same', 'valid']) : perAxis(d, rank, () => d.int(0, 3));
const rankOf = (d: Draw): Rank => d.pick<Rank>([1, 2, 2, 3]);
const sizes = ['H', 'W', 'H-1', 'H+2', '16*h', '2*W', '(H+1)//2', 'H//2'];
/** Sizes of space: images are larger than what slides over them, mostly. */
const space = (d: Draw, rank: number): Shape =>
  d.times(rank, () => (d.chance(0.6) ? d.int(1, 32) : d.pick(sizes)));
const batch = (d: Draw): Dim => d.pick<Dim>(['B', 'B', 1, 8, 'B*T']);
const stride = (d: Draw) => (): number => d.int(1, 3);
const taps = (d: Draw) => (): number => d.int(1, 5);
const dilation = (d: Draw) => (): number => (d.chance(0.7) ? 1 : d.int(2, 3));

type Slid = [Rank, Shape, Shape, Moved, Padding | Moved, Moved, number];
const convolved = (d: Draw): Slid => {
  const rank = rankOf(d);
  const groups = d.pick([1, 1, 1, 2, 3]);
  const [c, o] = [d.chance(0.8) ? d.int(1, 8) : d.dim(), d.int(1, 8)];
  const input = d.near([batch(d), ...space(d, rank), mulDim(c, groups)]);
  const kernel = [...d.times(rank, taps(d)), c, d.chance(0.9) ? o * groups : o];
  return [
    rank,
    input,
    d.chance(0.95) ? kernel : kernel.slice(1),
    perAxis(d, rank, stride(d)),
    padding(d, rank),
    perAxis(d, rank, dilation(d)),
    groups,
  ];
};
const windows: readonly Rule[] = [
  rule('Conv', convShape, convolved, [1]),
  rule('Conv', convShape, convolved, [1]),
  rule(
    'ConvTranspose',
    convTransposeShape,
    (d) => {
      const [rank, input, kernel, s, p, dil, groups] = convolved(d);
      const swapped = [...kernel.slice(0, -2), d.int(1, 4), input.at(-1) ?? 1];
      const more = d.chance(0.6) ? 0 : perAxis(d, rank, () => d.int(0, 2));
      return [rank, input, d.chance(0.9) ? swapped : kernel, s, p, dil, groups, more];
    },
    [1],
  ),
  ...[1, 2].map(() =>
    rule(
      'Pool',
      poolShape,
      (d) => {
        const rank = rankOf(d);
        return [
          rank,
          d.near([batch(d), ...space(d, rank), d.dim()]),
          perAxis(d, rank, taps(d)),
          perAxis(d, rank, stride(d)),
          padding(d, rank),
          d.pick(['maxPool', 'averagePool']),
          perAxis(d, rank, dilation(d)),
          d.chance(0.4),
        ];
      },
      [1],
    ),
  ),
  rule(
    'AdaptivePool',
    adaptivePoolShape,
    (d) => {
      const rank = rankOf(d);
      const input = d.near([batch(d), ...space(d, rank), d.dim()]);
      return [rank, input, perAxis(d, rank, taps(d)), 'adaptive'];
    },
    [1],
  ),
  rule(
    'GlobalPool',
    globalPoolShape,
    (d) => {
      const rank = rankOf(d);
      return [rank, d.near([batch(d), ...space(d, rank), d.dim()]), 'globalAveragePool'];
    },
    [1],
  ),
  rule(
    'Unfold',
    unfoldShape,
    (d) => [
      d.near([batch(d), ...space(d, 2), d.dim()]),
      pair(d, taps(d)),
      pair(d, stride(d)),
      d.chance(0.5) ? d.pick<Padding>(['same', 'valid']) : pair(d, () => d.int(0, 2)),
      pair(d, dilation(d)),
    ],
    [0],
  ),
  rule('Fold', foldShape, (d) => {
    const [h, w] = space(d, 2);
    const [k, s] = [pair(d, taps(d)), pair(d, stride(d))];
    const p = d.chance(0.5) ? d.pick<Padding>(['same', 'valid']) : pair(d, () => d.int(0, 2));
    const dil = pair(d, dilation(d));
    const patches = unfoldShape(['B', h!, w!, d.int(1, 4)], k, s, p, dil);
    const input = typeof patches === 'string' ? d.shape(3) : patches;
    const size: readonly [Dim, Dim] = [h!, w!];
    return [d.near(input), size, k, s, p, dil];
  }),
];

const images: readonly Rule[] = [
  rule(
    'PixelShuffle',
    pixelShuffleShape,
    (d) => {
      const f = d.int(1, 4);
      return [d.near([batch(d), ...space(d, 2), mulDim(d.dim(), f * f)]), f];
    },
    [0],
  ),
  rule(
    'PixelUnshuffle',
    pixelUnshuffleShape,
    (d) => {
      const f = d.int(1, 3);
      return [d.near([batch(d), ...space(d, 2).map((x) => mulDim(x, f)), d.dim()]), f];
    },
    [0],
  ),
  ...(
    [
      ['Resize', resizeShape],
      ['Upsample', upsampleShape],
    ] as const
  ).map(([name, run]) =>
    rule(
      name,
      run,
      (d) => {
        const rank = rankOf(d);
        return [d.near([batch(d), ...space(d, rank), d.dim()]), perAxis(d, rank, taps(d))];
      },
      [0],
    ),
  ),
  rule(
    'GridSample',
    gridSampleShape,
    (d) => {
      const input = [batch(d), ...space(d, 2), d.dim()];
      return [d.near(input), d.near([input[0]!, ...d.shape(0, 2), 2])];
    },
    [0, 1],
  ),
];

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

export const WINDOWS: readonly Rule[] = [
  ...windows,
  ...images,
  ...attention,
  ...layers,
  ...losses,
  ...transformations,
];
