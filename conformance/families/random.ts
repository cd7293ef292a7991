/** Threefry and what JAX samples with it, in the setting that is JAX's default. */
import type { Value } from '../../src/core/node.ts';
import type { Tensor } from '../../src/core/tensor.ts';
import { dropout, glorotUniform, heUniform, type Initializer } from '../../src/nn/index.ts';
import { ndarray, notEqual, ones, reshape, stack, vmap } from '../../src/ops/index.ts';
import {
  bernoulli,
  bits,
  foldIn,
  type Key,
  key,
  keyAt,
  normal,
  randint,
  split,
  threefry2x32,
  uniform,
} from '../../src/random/index.ts';
import { DTypes, type u32 } from '../../src/types/dtype.ts';
import { type AdapterOf, call, direct, type Family, missing, program } from '../adapter.ts';
import { listOf, numberOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import { concat, layered } from './untyped.ts';

/** JAX's other setting has other bits; the library has one. */
const partitionable =
  (adapterOf: AdapterOf): AdapterOf =>
  (c) =>
    c.attrs['threefry_partitionable'] === false
      ? missing(`${c.op} without threefry_partitionable`)
      : adapterOf(c);

const wordsOf = (words: ArrayLike<number>): Key => ndarray([2], DTypes.u32, words);
/** The key of a case; some have none, some several. */
const keyOf = ({ inputs: [stored] }: Case): Key => wordsOf(stored?.data.slice(0, 2) ?? [0, 0]);
const shapeOf = ({ attrs }: Case): readonly number[] => listOf(attrs, 'shape');

/** What a case draws from its key: its first output. */
const drawn = (draw: (c: Case, k: Key) => Value): AdapterOf =>
  partitionable((c) => direct(() => ({ [c.outputs[0]!.role]: draw(c, keyOf(c)) })));

const interval = ({ attrs }: Case) => ({
  min: numberOf(attrs, 'minval'),
  max: numberOf(attrs, 'maxval'),
});

/** The counter's first half is word 0, its second half word 1 of each block; the output likewise. */
const threefry: AdapterOf = (c) => {
  const data = c.inputs[1]!.data;
  if (data.length % 2 === 1) return missing('threefry2x32 of an odd number of words');
  const n = data.length / 2;
  const half = (i: number): Value => ndarray([n], DTypes.u32, data.slice(i * n, (i + 1) * n));
  return direct(() => ({ y: concat(0, ...threefry2x32(keyOf(c), half(0), half(1))) }));
};

/** Keys in a grid are a reshape of as many in a row. */
const splitKeys = ({ attrs }: Case, k: Key): Value => {
  const sizes = listOf(attrs, 'num');
  return reshape([...sizes, 2])(
    split(
      k,
      sizes.reduce((n, d) => n * d, 1),
    ),
  );
};

/** Steps of key, sub = split(key), row t = bits of foldIn(sub, t). */
const chain: AdapterOf = (c) =>
  direct(() => {
    let k = keyOf(c);
    const rows: Tensor<[3], u32>[] = [];
    for (let t = 0; t < numberOf(c.attrs, 'steps'); t++) {
      const keys = split(k);
      rows.push(bits(foldIn(keyAt(keys, 1), t), [3]));
      k = keyAt(keys, 0);
    }
    return { y: stack(0, ...rows), key_out: k };
  });

const bitsOfKeys = ({ inputs: [stored] }: Case): Value => {
  const keys: Tensor<[number, 2], u32> = ndarray([stored!.shape[0]!, 2], DTypes.u32, stored!.data);
  return vmap((k: Key) => bits(k, [3]))(keys);
};

/** JAX's normal initializers are truncated, ours, as PyTorch's, are not. */
const initializers: Readonly<Record<string, Initializer>> = {
  glorot_uniform: glorotUniform,
  he_uniform: heUniform,
};

const initializer: AdapterOf = (c) => {
  const name = String(c.attrs['initializer']);
  const f = initializers[name];
  return f === undefined
    ? missing(`initializer ${name}`)
    : drawn((own, k) => f(k, shapeOf(own)))(c);
};

/** The mask is where ones stay. */
const dropped: AdapterOf = ({ attrs, inputs }) =>
  program((words: Value, x: Value) => {
    const apply = layered(dropout);
    const rate = numberOf(attrs, 'rate');
    const kept = apply(ones(inputs[1]!.shape), rate, words);
    return [call(notEqual, kept, ndarray([], DTypes.f32, [0])), apply(x, rate, words)];
  });

export const random: Family = {
  threefry2x32: threefry,
  prng_key: drawn(({ attrs }) => key(numberOf(attrs, 'seed'))),
  fold_in: drawn(({ attrs }, k) => foldIn(k, numberOf(attrs, 'data'))),
  split: drawn(splitKeys),
  random_bits: drawn((c, k) => bits(k, shapeOf(c))),
  uniform: drawn((c, k) => uniform(k, shapeOf(c), interval(c))),
  normal: drawn((c, k) => normal(k, shapeOf(c))),
  bernoulli: (c) =>
    c.inputs.length === 1
      ? drawn((own, k) => bernoulli(k, numberOf(own.attrs, 'p'), shapeOf(own)))(c)
      : missing('bernoulli with an array of probabilities'),
  randint: drawn((c, k) => randint(k, shapeOf(c), interval(c))),
  key_chain: partitionable(chain),
  vmap_bits: drawn(bitsOfKeys),
  initializer: partitionable(initializer),
  dropout: partitionable(dropped),
};
