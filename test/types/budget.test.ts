/**
 * What a rule costs the compiler, in type instantiations: counts are exact and repeatable, unlike
 * times. A cost is that of a new application among fifty with distinct sizes.
 */
import { describe, expect, test } from 'vitest';
import { measure } from './compile.ts';

const COUNT = 50;
const IMPORT = `import type * as X from 'typegrad/types/shape.ts';\n`;

type Rule = (a: number, b: number, c: number) => string;
/** Budget -> rules. */
const RULES: readonly (readonly [budget: number, name: string, rule: Rule])[] = [
  [300, 'broadcast', (a, b) => `X.Broadcast<['B', ${a}, ${b}], [${b}]>`],
  [300, 'labelled rows', (a, b) => `X.LabelledRows<['B', ${a}, ${b}], ['B', ${a}]>`],
  [300, 'class weights', (a) => `X.ClassWeights<['B', ${a}], [${a}], 'op'>`],
  [300, 'ctc lengths', (a, b) => `X.CtcLengths<[${a}, 'T', ${b}], [${a}], 'n'>`],
  [300, 'reduce', (a, b) => `X.Reduce<['B', ${a}, ${b}], 1, false>`],
  [300, 'permute', (a, b) => `X.Permute<['B', ${a}, ${b}], [2, 0, 1]>`],
  [300, 'take', (a, b, c) => `X.Take<[${a}, ${b}], ['B', ${c}], 0>`],
  [
    1000,
    'attend',
    (a, b, c) => `X.Attend<['B', ${a}, ${b}], ['B', ${c}, ${b}], ['B', ${c}, 8], 'p'>`,
  ],
  [1000, 'masked scores', (a, b) => `X.Masked<['B', 4, ${a}, ${b}], [${a}, ${b}], 'p', [1]>`],
  [2000, 'heads', (a, b) => `X.InHeads<${a * b}, ${a}, 'p', [1]>`],
  [300, 'last axes', (a, b) => `X.Trailing<['B', ${a}, ${b}], [${a}, ${b}], 'p'>`],
  [2000, 'groups of channels', (a, b) => `X.Grouped<['B', 'T', ${a * b}], ${a * b}, ${a}, 'p'>`],
  [300, 'cdist', (a, b, c) => `X.Cdist<['B', ${a}, ${b}], [${c}, ${b}]>`],
  [300, 'resize', (a, b, c) => `X.Resize<['B', ${a}, 'W', ${b}], [${c}, 7]>`],
  [2000, 'upsample', (a, b, c) => `X.Upsample<['B', ${a}, 'W', ${b}], [${c}, 2]>`],
  [300, 'gridSample', (a, b, c) => `X.GridSample<['B', ${a}, 'W', ${b}], ['B', ${c}, 2]>`],
  [300, 'dense', (a, b) => `X.LastTo<['B', ${a}], ${a}, ${b}, 'dense'>`],
  [400, 'glu', (a) => `X.Glu<['B', ${a * 2}], -1>`],
  [300, 'swapAxes', (a, b) => `X.SwapAxes<['B', ${a}, ${b}], 1, -1>`],
  [300, 'vmap axis', (a, b) => `X.Inserted<X.Removed<['B', ${a}, ${b}], 1>, ${a}, -1>`],
  [1000, 'dynamicSlice', (a, b) => `X.Block<['B', ${a}, ${b}], ['B', 1, ${b}], [0, 0, 0], 'p'>`],
  [1000, 'update', (a, b) => `X.Updated<['B', ${a}, ${b}], ['B', 1, ${b}], [0, 0, 0]>`],
  [
    1000,
    'recurrent',
    (a, b) =>
      `X.Recurrent<{ wx: { shape: [${a}, 8] }; wh: { shape: [${b}, 8] } }, ['B', 'T', ${a}], 'p'>`,
  ],
  [1000, 'gather along', (a, b, c) => `X.Along<['B', ${a}, ${b}], ['B', ${a}, ${c}], -1, 'g'>`],
  [1000, 'gatherNd', (a, b, c) => `X.GatherNd<[${a}, ${b}, ${c}], ['B', 2]>`],
  [1000, 'slice with steps', (a, b, c) => `X.Narrow<['B', ${a * 9 + c}, ${b}], 1, 2, 9, 3>`],
  [1000, 'select', (a, b) => `X.Select<['B', ${a}, ${b}], 1, -3>`],
  [1000, 'diagonal', (a, b) => `X.Diagonal<['B', ${a}, ${b}], 2, -2, -1>`],
  [
    1000,
    'pad by reflection',
    (a, b) => `X.Pad<['B', ${a}, ${b}], [[0, 0], [1, 2], [3, 0]], 'reflect'>`,
  ],
  [1000, 'tensordot', (a, b, c) => `X.TensorDot<['B', ${a}, ${b}], [${a}, ${b}, ${c}], 2>`],
  [1000, 'matvec', (a, b) => `X.MatVec<['B', ${a}, ${b}], [${b}]>`],
  [
    2000,
    'einsum, ellipsis',
    (a, b, c) => `X.Einsum<'...ij,jk->...ik', [['B', ${a}, ${b}], [${b}, ${c}]]>`,
  ],
  [2000, 'tile', (a, b) => `X.Tile<['B', ${a}, ${b}], [2, 1, 3]>`],
  [2000, 'slidingWindow', (a, b) => `X.Sliding<['B', ${a}, ${b}], 1, 3, 2>`],
  [2000, 'chunk', (a, b) => `X.Chunk<['B', ${a}, ${b}], 3, 1>`],
  [2000, 'splitAxis', (a, b, c) => `X.Split<['B', ${a + c}, ${b}], [${a}, ${c}], 1>`],
  [2000, 'kron', (a, b, c) => `X.Kron<['B', ${a}], [${b}, ${c}]>`],
  [2000, 'flattenAxes', (a, b, c) => `X.FlattenAxes<['B', ${a}, ${b}, ${c}], 1, 2>`],
  [1000, 'einsum', (a, b, c) => `X.Einsum<'bij,bjk->bik', [['B', ${a}, ${b}], ['B', ${b}, ${c}]]>`],
  [1000, 'concat', (a, b, c) => `X.Concat<[['B', ${a}, ${b}], ['B', ${c}, ${b}]], 1>`],
  [1000, 'slice', (a, b, c) => `X.Narrow<['B', ${a * 9 + c}, ${b}], 1, 2, ${c}>`],
  [1000, 'call', (a, b, c) => `X.Subst<['B', ${b}], X.Bind<['B', ${a}], [${c}, ${a}]>>`],
  [2000, 'reshape, known', (a, b, c) => `X.Reshape<[4, ${a}, ${b}, ${c}], [${b * 4}, ${a}, ${c}]>`],
  [2000, 'reshape, symbolic', (a, b) => `X.Reshape<['B', ${a}, ${b}], ['B', ${a * b}]>`],
  [2000, 'reshape, -1', (a, b) => `X.Reshape<['B', ${a}, ${b}], ['B', -1]>`],
  [2000, 'flatten', (a, b, c) => `X.Flatten<['B', ${a}, ${b}, ${c}]>`],
  [
    2000,
    'conv2d, known',
    (a, b, c) => `X.Conv<2, ['B', ${c * 2}, ${c * 2}, ${a}], [3, 3, ${a}, ${b}], 2, 1>`,
  ],
  [
    2000,
    'conv2d, symbolic',
    (a, b) => `X.Conv<2, ['B', 'H', 'W', ${a}], [3, 3, ${a}, ${b}], 2, 1>`,
  ],
  [2000, 'pool2d, known', (a, b, c) => `X.Pool<2, ['B', ${c * 2}, ${a * 2}, ${b}], 3, 2, 1, 'p'>`],
  [2000, 'pool2d, symbolic', (a) => `X.Pool<2, ['B', 'H', 'W', ${a}], [3, 2], 2, 'same', 'p'>`],
  [
    3000,
    'pool2d, ceil mode',
    (a, b) => `X.Pool<2, ['B', 'H', ${a * 2}, ${b}], 3, 2, [1, 0], 'p', 2, true>`,
  ],
  [
    3000,
    'conv3d, known',
    (a, b, c) => `X.Conv<3, ['B', ${c * 2}, ${c * 2}, ${c}, ${a}], [3, 3, 3, ${a}, ${b}], 2, 1>`,
  ],
  [
    2000,
    'convTranspose2d, symbolic',
    (a, b) => `X.ConvTranspose<2, ['B', 'H', 'W', ${a}], [4, 4, ${b}, ${a}], 2, 1>`,
  ],
  [2000, 'unfold, symbolic', (a) => `X.Unfold<['B', '4*h', '4*w', ${a}], 4, 4, 'valid'>`],
  [2000, 'pixelShuffle', (a, b) => `X.PixelShuffle<['B', ${b}, 'W', ${a * 4}], 2>`],
  [
    3000,
    'conv2d, sums',
    (a, b) => `X.Conv<2, ['B', 'H-${a}', 'W-${b}', ${a}], [3, 3, ${a}, ${b}], 2, 1>`,
  ],
  [
    3000,
    'rearrange',
    (a, b, c) => `X.Rearrange<'b (h d) c -> b h d c', ['B', ${a * b}, ${c}], { h: ${a} }>`,
  ],
];

const program = (rule: Rule): string =>
  IMPORT +
  Array.from({ length: COUNT }, (_, i) => {
    const type = rule(10 + i * 3, 7 + i * 5, 12 + i * 2);
    return `export declare const v${i}: ${type};\nexport const w${i} = v${i};`;
  }).join('\n');
const costOf = async (name: string, rule: Rule): Promise<number> => {
  const { instantiations, output } = await measure(
    `budget-${name.replaceAll(/\W+/g, '-')}`,
    program(rule),
  );
  expect(output).not.toContain('error TS');
  return instantiations;
};

describe.concurrent('instantiations per new application', () => {
  const nothing = costOf('nothing', () => '0');
  test.each(RULES)('at most %i: %s', async (budget, name, rule) => {
    const cost = ((await costOf(name, rule)) - (await nothing)) / COUNT;
    expect(cost).toBeGreaterThan(1);
    expect(cost).toBeLessThanOrEqual(budget);
  });
});
