/** Random numbers against JAX, whose generator and algorithms these are: bits equal, floats within the stated ulps. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { rounded } from '../../src/core/strided.ts';
import type { Tensor } from '../../src/core/tensor.ts';
import { glorotUniform, heUniform } from '../../src/nn/index.ts';
import { ndarray, reshape, stack, vmap } from '../../src/ops/index.ts';
import { concat } from '../../src/prim/index.ts';
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
import { elementsOf } from '../ops/reference.ts';
import { disagreement } from '../support/agree.ts';
import { jaxOracle, type OracleCase } from '../support/oracle.ts';

type Sample = (c: OracleCase, key: Key) => Value | undefined;

/** The key of a case; some have none, some several. */
const keyOf = ({ inputs: [stored] }: OracleCase): Key =>
  ndarray([2], DTypes.u32, stored?.data.slice(0, 2) ?? [0, 0]);
const number = ({ attrs }: OracleCase, name: string): number => Number(attrs[name]);
const shapeOf = ({ attrs }: OracleCase): readonly number[] =>
  Array.isArray(attrs['shape']) ? attrs['shape'].map(Number) : [];
/** JAX's normal initializers are truncated, ours, as PyTorch's, are not. */
const initializers = { glorot_uniform: glorotUniform, he_uniform: heUniform };

const samples: Readonly<Record<string, Sample>> = {
  threefry2x32: ({ inputs: [, counter] }, k) => {
    const n = counter!.data.length / 2;
    if (!Number.isInteger(n)) return undefined;
    const half = (i: number): Value =>
      ndarray([n], DTypes.u32, counter!.data.slice(i * n, (i + 1) * n));
    return concat([...threefry2x32(k, half(0), half(1))], 0);
  },
  prng_key: (c) => key(number(c, 'seed')),
  fold_in: (c, k) => foldIn(k, number(c, 'data')),
  // keys in a grid are a reshape of as many in a row
  split: (c, k) => {
    const sizes = [c.attrs['num']].flat().map(Number);
    return reshape([...sizes, 2])(
      split(
        k,
        sizes.reduce((n, d) => n * d, 1),
      ),
    );
  },
  random_bits: (c, k) => bits(k, shapeOf(c)),
  uniform: (c, k) => uniform(k, shapeOf(c), { min: number(c, 'minval'), max: number(c, 'maxval') }),
  normal: (c, k) => normal(k, shapeOf(c)),
  bernoulli: (c, k) =>
    c.inputs.length === 1 ? bernoulli(k, number(c, 'p'), shapeOf(c)) : undefined,
  randint: (c, k) => randint(k, shapeOf(c), { min: number(c, 'minval'), max: number(c, 'maxval') }),
  key_chain: (c, k) => chain(k, number(c, 'steps')),
  vmap_bits: (c) => {
    const [stored] = c.inputs;
    const keys: Tensor<[number, 2], u32> = ndarray(
      [stored!.shape[0]!, 2],
      DTypes.u32,
      stored!.data,
    );
    return vmap((k: Key) => bits(k, [3]))(keys);
  },
  initializer: (c, k) => {
    const found = Object.entries(initializers).find(([name]) => name === c.attrs['initializer']);
    return found?.[1](k, shapeOf(c));
  },
};

/** Steps of key, sub = split(key), row t = bits of foldIn(sub, t). */
const chain = (from: Key, steps: number): Value => {
  let k = from;
  const rows: Tensor<[3], u32>[] = [];
  for (let t = 0; t < steps; t++) {
    const keys = split(k);
    rows.push(bits(foldIn(keyAt(keys, 1), t), [3]));
    k = keyAt(keys, 0);
  }
  return stack(0, ...rows);
};

const cases = jaxOracle()
  .cases({ family: 'random' })
  .filter((c) => c.attrs['threefry_partitionable'] !== false)
  .flatMap((c) => {
    const y = samples[c.op]?.(c, keyOf(c));
    return y === undefined ? [] : [[c.name, c, y] as const];
  });

describe('like JAX', () => {
  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });
  test.each(cases)('%s', (_, c, y) => {
    expect(disagreement(elementsOf(y, rounded), c.outputs[0]!)).toBeUndefined();
  });
});
