/** Generated programs that editors are timed on: many operations of distinct sizes, a deep CNN, a transformer. */

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

type Operation = (a: number, b: number, c: number) => string;

const tensor = (...shape: readonly (number | string)[]): string =>
  `{} as Tensor<[${shape.join(', ')}]>`;
const B = "'B'";

/** One application each, of sizes that no other has: a compiler cannot reuse what it has computed. */
const OPERATIONS: readonly Operation[] = [
  (a, b) => `add(${tensor(B, a, b)}, ${tensor(b)})`,
  (a, b, c) => `matmul(${tensor(B, a, b)}, ${tensor(b, c)})`,
  (a, b) => `reshape(['B', ${a * b}])(${tensor(B, a, b)})`,
  (a, b, c) => `einsum('bij,bjk->bik', ${tensor(B, a, b)}, ${tensor(B, b, c)})`,
  (a, b, c) => `conv2d({} as Conv2dP<3, ${a}, ${b}>, { stride: 2 })(${tensor(B, "'H'", c, a)})`,
  (a, b) => `softmax(-1)(${tensor(B, a, b)})`,
  (a, b, c) => `reshape(['B', ${a}, ${b}, ${c}])(${tensor(B, a * b, c)})`,
  (a, b) => `sum(1)(${tensor(B, a, b)})`,
  (a, b, c) => `concat(1, ${tensor(B, a, b)}, ${tensor(B, c, b)})`,
  (a, b) => `permute([2, 0, 1])(${tensor(B, a, b)})`,
];
const OPERATION_NAMES = 'add, matmul, reshape, einsum, conv2d, softmax, sum, concat, permute';

/** `count` operations, each of its own sizes. */
export const operations = (count: number): string =>
  [
    `import { ${OPERATION_NAMES}, type Conv2dP, type Tensor } from 'typegrad';`,
    ...numbers(count).map((i) => {
      const write = OPERATIONS[i % OPERATIONS.length]!;
      return `export const v${i} = ${write(10 + i * 3, 7 + i * 5, 12 + i * 2)};`;
    }),
  ].join('\n');

const convolution = (i: number): readonly string[] => [
  `  layer.conv2d('c${i}', { filters: ${16 + i * 8}, kernel: 3, padding: 'same' }),`,
  '  relu,',
  ...(i % 4 === 3 ? ['  maxPool2d(2),'] : []),
];

/** A CNN of so many convolutions, each with its own number of channels. */
export const cnn = (depth: number): string =>
  [
    "import { f32, flatten, layer, maxPool2d, net, relu } from 'typegrad';",
    'export const cnn = net(',
    "  f32('B', 224, 224, 3),",
    ...numbers(depth).flatMap(convolution),
    '  flatten,',
    "  layer.dense('fc', 1000),",
    ');',
  ].join('\n');

const BLOCK = `
const blockSpec = {
  q: spec.dense(768, 768), k: spec.dense(768, 768), v: spec.dense(768, 768), proj: spec.dense(768, 768),
  up: spec.dense(768, 3072), down: spec.dense(3072, 768), ln1: spec.layerNorm(768), ln2: spec.layerNorm(768),
};
type BlockP = ParamsOf<typeof blockSpec>;
const heads = seq(reshape(['B', 'T', 12, 64]), permute([0, 2, 1, 3]));
const attention = (p: BlockP, x: Tensor<['B', 'T', 768]>) => {
  const query = pipe(x, dense(p.q), heads);
  const key = pipe(x, dense(p.k), heads);
  const value = pipe(x, dense(p.v), heads);
  const scores = mul(einsum('bhqd,bhkd->bhqk', query, key), array([], [0.125]));
  const mixed = einsum('bhqk,bhkd->bhqd', softmax(-1)(scores), value);
  return pipe(mixed, permute([0, 2, 1, 3]), reshape(['B', 'T', 768]), dense(p.proj));
};
const block = (p: BlockP) => (x: Tensor<['B', 'T', 768]>) => {
  const attended = add(x, attention(p, layerNorm(p.ln1)(x)));
  return add(attended, pipe(attended, layerNorm(p.ln2), dense(p.up), gelu, dense(p.down)));
};`;

/** A decoder-only transformer of so many blocks, written out. */
export const transformer = (blocks: number): string =>
  [
    'import {',
    '  add, array, dense, einsum, embedding, gelu, i32, layerNorm, model, mul, permute, pipe, reshape, seq,',
    '  softmax, spec,',
    '  type ParamsOf, type Tensor,',
    "} from 'typegrad';",
    BLOCK,
    'export const gpt = model(',
    '  {',
    '    tokens: spec.embedding(50257, 768),',
    ...numbers(blocks).map((i) => `    b${i}: blockSpec,`),
    '    norm: spec.layerNorm(768), head: spec.dense(768, 50257),',
    '  },',
    "  i32('B', 'T'),",
    '  (p, ids) => pipe(',
    '    embedding(p.tokens.table, ids),',
    ...numbers(blocks).map((i) => `    block(p.b${i}),`),
    '    layerNorm(p.norm), dense(p.head),',
    '  ),',
    ');',
  ].join('\n');
