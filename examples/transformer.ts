/**
 * A language model of characters: a decoder-only transformer (Radford et al. 2018) whose table of characters is also its
 * last layer. In a clone, after `npm run build`: npx tsx examples/transformer.ts
 */
import {
  adamw,
  crossEntropy,
  embedding,
  f32,
  i32,
  key,
  layer,
  matmul,
  model,
  net,
  normalOf,
  spec,
  transpose,
  u32,
} from 'typegrad';
import { trainer } from 'typegrad/train';
import { passages, show, text } from './common.ts';

export const blocks = net(
  f32('B', 32, 48),
  layer.positionEmbedding('places', { weights: normalOf({ std: 0.02 }) }),
  layer.transformerEncoder('block1', {
    heads: 4,
    hidden: 96,
    causal: true,
    norm: 'pre',
    dropout: 0.1,
  }),
  layer.transformerEncoder('block2', {
    heads: 4,
    hidden: 96,
    causal: true,
    norm: 'pre',
    dropout: 0.1,
  }),
  layer.layerNorm('norm'),
);

/** One table, read in both directions: from characters to vectors, and from vectors to logits of the next character. */
const params = {
  characters: spec.embedding(36, 48, { weights: normalOf({ std: 0.02 }) }),
  blocks: blocks.params,
};

export const lm = model(params, i32('B', 32), (p, x) => {
  const { table } = p.characters;
  return matmul(blocks(p.blocks, embedding(table, x)), transpose(table));
});

/** In training the blocks drop some of their units, which the key decides. */
export const loss = model(params, [i32('B', 32), i32('B', 32), u32(2)], (p, x, y, k) => {
  const { table } = p.characters;
  const [h] = blocks.train(p.blocks, {}, k, embedding(table, x));
  return crossEntropy(matmul(h, transpose(table)), y);
});

/** The losses of some steps, then the parameters. */
export function* train(steps: number, seed: number, characters: string) {
  const { start, step } = trainer(loss, adamw({ lr: 3e-3, weightDecay: 0.01 }));
  const batches = passages(characters, 8, 32, [seed, 0]);
  let state = start(key(seed));
  for (let i = 0; i < steps; i++) {
    const { x, y } = batches.next().value;
    const done = step(state, x, y, key(i));
    state = done.state;
    yield done.loss.data[0]!;
  }
  return state.params;
}

if (process.argv[1] === import.meta.filename) show(train(200, 0, text()));
