/**
 * What one new application of an export may cost the compiler, in instantiations: the classes of the design, and what is
 * applied. An application is a call, or the making of a layer and its call.
 */
import { type Budget, one, words, X } from './budget.ts';
import { modelBudgets } from './budgets-models.ts';
import { operationBudgets } from './budgets-operations.ts';

export type { Budget } from './budget.ts';

/** Every export that has a budget. */
export const BUDGETS: readonly Budget[] = [...operationBudgets, ...modelBudgets];

const Q = '#[B, 4, $a, $c]';
const K = '#[B, 4, $b, $c]';

/** Ways of application whose rule takes another course. */
export const VARIANTS: readonly Budget[] = [
  ...one(300, {
    'dtypes differ, cast': `add(cast(f64)(${X}), #[$b]f64)`,
    'broadcast, dynamic': 'add(#[number, $a], #[B, $a])',
    'reduce, several axes': `sum([0, 2])(${X})`,
  }),
  ...one(1000, {
    'einsum, attention': "einsum('bhqd,bhkd->bhqk', #[B, 4, $a, $c], #[B, 4, $b, $c])",
    'concat, three': `concat(-1, ${X}, #[B, $a, $c], #[B, $a, 1])`,
    'slice, with steps': 'slice(1, 2, 9, 3)(#[B, $a*9, $b])',
    'pad, by reflection': `pad([[0, 0], [1, 2], [3, 0]], 'reflect')(${X})`,
    'vmap, other axes':
      'vmap((x: Tensor<[$a]>) => relu(x), { inAxes: [1], outAxes: 1 })(#[$a, $b])',
    'attention, masked': `scaledDotProductAttention(${Q}, ${K}, ${K}, { mask: #[$a, $b]bool })`,
    'model, called': '#(Net<Tensor<[B_, $a]>, Tensor<[B_, $b]>, {}>)({}, #[$c, $a])'.replaceAll(
      'B_',
      "'B'",
    ),
  }),
  ...one(2000, {
    'einsum, ellipsis': "einsum('...ij,jk->...ik', #[B, $a, $b], #[$b, $c])",
    'reshape, symbolic': "reshape(['B', $a*b])(#[B, $a, $b])",
    'reshape, in patches': 'reshape([4, $a, 2, $b, 2, $c])(#[4, $a*2, $b*2, $c])',
    'reshape, groups of four': 'reshape([$a*2, $b, $c, 4])(#[$a, 2, $b*4, $c])',
    'reshape, -1': "reshape(['B', -1])(#[B, $a, $b])",
    'reshape, declared divisible': "reshape(['B', '8*h', 2, $a])(#[B, 16*h, $a])",
    'conv2d, symbolic': 'conv2d(#(Conv2dP<3, $a, $b>), { stride: 2, padding: 1 })(#[B, H, W, $a])',
    'pool2d, symbolic': "maxPool2d([3, 2], { stride: 2, padding: 'same' })(#[B, H, W, $a])",
    'convTranspose2d, symbolic':
      'convTranspose2d(#(ConvTranspose2dP<4, $a, $b>), { stride: 2, padding: 1 })(#[B, H, W, $a])',
    'unfold, symbolic': 'unfold(4, { stride: 4 })(#[B, 4*h, 4*w, $a])',
  }),
  // no dims of the two shapes agree, and no running products: four long multiplications
  ...one(4500, {
    'reshape, nothing aligned': 'reshape([4, $a, $b, $c*4])(#[4, $a*2, $b*2, $c])',
  }),
  ...one(3000, {
    'conv2d, sums':
      'conv2d(#(Conv2dP<3, $a, $b>), { stride: 2, padding: 1 })(#[B, H-$a, W-$b, $a])',
    'pool2d, ceil mode':
      'maxPool2d(3, { stride: 2, padding: [1, 0], dilation: 2, ceil: true })(#[B, H, $a*2, $b])',
  }),
];

const conv = (i: number): string =>
  `layer.conv2d('c${i}', { filters: ${32 + 3 * i}, kernel: 3, padding: 'same' }), relu`;
const convs = (count: number, pools: number): string =>
  Array.from({ length: count }, (_, i) =>
    i % pools === pools - 1 ? `${conv(i)}, maxPool2d(2)` : conv(i),
  ).join(', ');
const block = (i: number): string =>
  `layer.transformerEncoder('b${i}', { heads: 12, hidden: ${3072 + 12 * i} })`;
const blocks = Array.from({ length: 24 }, (_, i) => block(i)).join(', ');

/** Whole programs: what they are, what all of it may cost, and the text. */
export const PROGRAMS: readonly Budget[] = [
  { name: 'an import', most: 1000, template: '' },
  {
    name: 'a CNN of 20 layers',
    most: 50_000,
    template: `net(f32('B', 224, 224, 3), ${convs(20, 5)}, flatten, layer.dense('out', 10))`,
  },
  {
    name: 'a network of 60 layers',
    most: 80_000,
    template: `net(f32('B', 224, 224, 3), ${convs(60, 12)}, flatten, layer.dense('out', 10))`,
  },
  {
    name: 'a transformer of 24 blocks',
    most: 20_000,
    template: `net(i32('B', 128), layer.embedding('tokens', 50257, 768), layer.positionEmbedding('places'), ${blocks}, layer.layerNorm('ln'), layer.dense('head', 50257))`,
  },
];
const MIXED =
  'add matmul softmax sum permute dense reshape flatten concat slice conv2d maxPool2d einsum where take pad transpose mean layerNorm crossEntropy';
/** What a file of 200 operations applies, ten times each. */
export const mixed = (): readonly Budget[] =>
  BUDGETS.filter(({ name }) => words(MIXED).includes(name));
