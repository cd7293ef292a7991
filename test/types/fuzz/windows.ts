import { type Dim, mulDim } from '../../../src/types/dim.ts';
import {
  adaptivePoolShape,
  convShape,
  convTransposeShape,
  foldShape,
  globalPoolShape,
  gridSampleShape,
  type Padding,
  type Pair,
  pixelShuffleShape,
  pixelUnshuffleShape,
  poolShape,
  type Rank,
  resizeShape,
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

export const WINDOWS: readonly Rule[] = [...windows, ...images];
