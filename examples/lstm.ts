/**
 * A language model of characters: a long short-term memory that says which character comes next, and writes on by itself.
 * In a clone, after `npm run build`: npx tsx examples/lstm.ts
 */
import {
  adam,
  categorical,
  crossEntropy,
  dense,
  embedding,
  evaluate,
  i32,
  integers,
  key,
  layer,
  lstmCell,
  model,
  net,
  scan,
  split,
  u32,
  zeros,
} from 'typegrad';
import { trainer } from 'typegrad/train';
import { decode, encode, passages, show, text } from './common.ts';

export const lm = net(
  i32('B', 'T'),
  layer.embedding('characters', 36, 32),
  layer.lstm('memory', 128),
  layer.dense('next', 36),
);

export const loss = model(lm.params, [i32('B', 'T'), i32('B', 'T')], (p, x, y) =>
  crossEntropy(lm(p, x), y),
);

/** 200 characters after the one that is given: each is drawn, and read by the next step. */
export const write = model(lm.params, [i32(), u32(2)], (p, first, k) => {
  const start = { h: zeros([128]), c: zeros([128]) };
  const [, characters] = scan(
    ({ id, state }, own) => {
      const next = lstmCell(p.memory, embedding(p.characters.table, id), state);
      const drawn = categorical(own, dense(p.next)(next.h));
      return [{ id: drawn, state: next }, drawn];
    },
    { id: first, state: start },
    split(k, 200),
  );
  return characters;
});

/** The losses of some steps, then the parameters. */
export function* train(steps: number, seed: number, characters: string) {
  const { start, step } = trainer(loss, adam({ lr: 1e-2 }));
  const batches = passages(characters, 16, 32, [seed, 0]);
  let state = start(key(seed));
  for (let i = 0; i < steps; i++) {
    const { x, y } = batches.next().value;
    const done = step(state, x, y);
    state = done.state;
    yield done.loss.data[0]!;
  }
  return state.params;
}

if (process.argv[1] === import.meta.filename) {
  const params = show(train(200, 0, text()));
  console.log(decode(evaluate(write(params, integers([], encode('t')), key(1))).data));
}
