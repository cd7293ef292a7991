/** Threefry and what JAX samples with it, in both settings of its streams. */
import type { Value } from '../../src/core/node.ts';
import type { Tensor } from '../../src/core/tensor.ts';
import { dropout, type VarianceScalingOptions, varianceScaling } from '../../src/nn/index.ts';
import { ndarray, notEqual, ones, reshape, stack, vmap } from '../../src/ops/index.ts';
import * as r from '../../src/random/index.ts';
import { DTypes, type u32 } from '../../src/types/dtype.ts';
import { type AdapterOf, call, direct, type Family, op, program } from '../adapter.ts';
import { flagOf, listOf, numberOf } from '../attrs.ts';
import { dataOf } from '../backend.ts';
import type { Case } from '../cases.ts';
import { concat, layered, slice } from './untyped.ts';

const wordsOf = (words: ArrayLike<number>): r.Key => ndarray([2], DTypes.u32, words);

/** A key of the kind that the case's setting asks for. */
const kindOf = ({ attrs }: Case, key: r.Key): r.AnyKey =>
  attrs['threefry_partitionable'] === false ? r.sequential(key) : key;
/** The key of a case; some have none, some several. */
const keyOf = (c: Case): r.AnyKey => kindOf(c, wordsOf(c.inputs[0]?.data.slice(0, 2) ?? [0, 0]));
/** The words of a key of either kind, or of several. */
const stored = (key: Value | { readonly sequential: Value }): Value =>
  'sequential' in key ? key.sequential : key;

const shapeOf = ({ attrs }: Case): readonly number[] => listOf(attrs, 'shape');
/** The input after the key. */
const second = ({ inputs }: Case): Value => dataOf(inputs[1]!);

/** What a case draws from its key: its first output. */
const drawn =
  (draw: (c: Case, k: r.AnyKey) => unknown): AdapterOf =>
  (c) =>
    direct(() => ({ [c.outputs[0]!.role]: op(() => draw(c, keyOf(c)))() }));

const interval = ({ attrs }: Case) => ({
  min: numberOf(attrs, 'minval'),
  max: numberOf(attrs, 'maxval'),
});

/** The counter's first half is word 0, its second half word 1 of each block, a word that lacks is 0; the output likewise. */
const threefry: AdapterOf = (c) => {
  const { data } = c.inputs[1]!;
  const n = Math.ceil(data.length / 2);
  const half = (i: number): Value =>
    ndarray([n], DTypes.u32, [...data, 0].slice(i * n, (i + 1) * n));
  const words = wordsOf(c.inputs[0]!.data);
  return direct(() => {
    const y = concat(0, ...r.threefry2x32(words, half(0), half(1)));
    return { y: slice(y, 0, 0, data.length) };
  });
};

/** Keys in a grid are a reshape of as many in a row. */
const splitKeys = ({ attrs }: Case, k: r.AnyKey): Value => {
  const sizes = listOf(attrs, 'num');
  const n = sizes.reduce((product, d) => product * d, 1);
  return reshape([...sizes, 2])(stored(r.split(k, n)));
};

/** Steps of key, sub = split(key), row t = bits of foldIn(sub, t). */
const chain: AdapterOf = (c) =>
  direct(() => {
    let k = keyOf(c);
    const rows: Tensor<[3], u32>[] = [];
    for (let t = 0; t < numberOf(c.attrs, 'steps'); t++) {
      const keys = r.split(k);
      rows.push(r.bits(r.foldIn(r.keyAt(keys, 1), t), [3]));
      k = r.keyAt(keys, 0);
    }
    return { y: stack(0, ...rows), key_out: stored(k) };
  });

const bitsOfKeys = (c: Case): Value => {
  const { shape, data } = c.inputs[0]!;
  const keys: Tensor<[number, 2], u32> = ndarray([shape[0]!, 2], DTypes.u32, data);
  return vmap((k: r.Key) => r.bits(kindOf(c, k), shapeOf(c)))(keys);
};

type Scaling = VarianceScalingOptions;
const modes: Readonly<Record<string, Scaling['mode']>> = { fan_in: 'fanIn', fan_avg: 'fanAvg' };

const initialized = (c: Case, k: r.AnyKey): Value => {
  const uniform = String(c.attrs['initializer']).endsWith('uniform');
  const draw = varianceScaling({
    scale: numberOf(c.attrs, 'scale'),
    mode: modes[String(c.attrs['mode'])] ?? 'fanOut',
    distribution: uniform ? 'uniform' : 'truncatedNormal',
  });
  return draw(k, shapeOf(c));
};

/** The mask is where ones stay. */
const dropped: AdapterOf = (c) =>
  program((_: Value, x: Value) => {
    const apply = layered(dropout);
    const [rate, k] = [numberOf(c.attrs, 'rate'), keyOf(c)];
    const kept = apply(ones(c.inputs[1]!.shape), rate, k);
    return [call(notEqual, kept, ndarray([], DTypes.f32, [0])), apply(x, rate, k)];
  });

/** A probability for all, or a tensor of them. */
const tossed = (c: Case, k: r.AnyKey): unknown => {
  const p = c.inputs.length > 1 ? second(c) : numberOf(c.attrs, 'p');
  return call(r.bernoulli, k, p, shapeOf(c));
};

const categories = (c: Case, k: r.AnyKey): unknown => {
  const shape = c.attrs['shape'] === null ? [] : [shapeOf(c)];
  return call(r.categorical, k, second(c), numberOf(c.attrs, 'axis'), ...shape);
};

const chosen = (c: Case, k: r.AnyKey): unknown => {
  const p = c.inputs.length > 1 ? { p: second(c) } : {};
  const replace = flagOf(c.attrs, 'replace');
  return call(r.choice, k, numberOf(c.attrs, 'n'), shapeOf(c), { replace, ...p });
};

const truncated = (c: Case, k: r.AnyKey): unknown =>
  r.truncatedNormal(k, numberOf(c.attrs, 'lower'), numberOf(c.attrs, 'upper'), shapeOf(c));

const permuted = (c: Case, k: r.AnyKey): unknown => {
  const independent = flagOf(c.attrs, 'independent');
  return call(r.permutation, k, second(c), numberOf(c.attrs, 'axis'), { independent });
};

export const random: Family = {
  threefry2x32: threefry,
  prng_key: drawn(({ attrs }) => r.key(numberOf(attrs, 'seed'))),
  fold_in: drawn((c, k) => stored(r.foldIn(k, numberOf(c.attrs, 'data')))),
  split: drawn(splitKeys),
  random_bits: drawn((c, k) => r.bits(k, shapeOf(c))),
  uniform: drawn((c, k) => r.uniform(k, shapeOf(c), interval(c))),
  normal: drawn((c, k) => r.normal(k, shapeOf(c))),
  truncated_normal: drawn(truncated),
  bernoulli: drawn(tossed),
  rademacher: drawn((c, k) => r.rademacher(k, shapeOf(c))),
  categorical: drawn(categories),
  gumbel: drawn((c, k) => r.gumbel(k, shapeOf(c))),
  exponential: drawn((c, k) => r.exponential(k, shapeOf(c))),
  laplace: drawn((c, k) => r.laplace(k, shapeOf(c))),
  randint: drawn((c, k) => r.randint(k, shapeOf(c), interval(c))),
  permutation: drawn((c, k) => r.permutation(k, numberOf(c.attrs, 'n'))),
  permutation_rows: drawn(permuted),
  choice: drawn(chosen),
  key_chain: chain,
  vmap_bits: drawn(bitsOfKeys),
  initializer: drawn(initialized),
  dropout: dropped,
};
