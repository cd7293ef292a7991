/**
 * The counter-based generator Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1,
 * 2, 3"), written in integer operations: the same key gives the same bits everywhere.
 */

import { composite } from '../control/index.ts';
import type { KernelName } from '../core/abi.gen.ts';
import { ShapeError } from '../core/error.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { Value } from '../core/node.ts';
import { showTensor } from '../core/tensor.ts';
import {
  add,
  broadcast,
  cast,
  concat,
  fill,
  iota,
  less,
  reshape,
  select,
  shiftLeft,
  shiftRight,
  slice,
  xor,
} from '../prim/index.ts';
import { addDim, type Dim, divDim, mulDim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';

type Pair = readonly [Value, Value];

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
const PARITY = 0x1bd11bda;

const rotate = (x: Value, by: number): Value => xor(shiftLeft(x, by), shiftRight(x, 32 - by));

const mix = ([x, y]: Pair, by: number): Pair => {
  const sum = add(x, y);
  return [sum, xor(rotate(y, by), sum)];
};

/** The key itself; two words of anything longer would pass for one. */
const keyed = (key: Value): Value => {
  if (key.dtype.dtype === 'u32' && key.shape.length === 1 && key.shape[0] === 2) return key;
  throw new ShapeError(`key: expected Tensor<[2], u32>, got ${showTensor(key)}`);
};

/** The words of a key and their parity, repeated to the form of the counters. */
const schedule = (key: Value, { shape }: Value): readonly Value[] => {
  const words = [0, 1].map((k) => reshape(slice(key, { start: [k], size: [1], stride: [1] }), []));
  const parity = xor(xor(words[0]!, words[1]!), fill(PARITY, words[0]!));
  return [...words, parity].map((w) => broadcast(w, shape, []));
};

/**
 * Two words of output for every pair of counter words, u32 of one shape: block(key, high, low), 20 rounds of addition,
 * rotation and exclusive or. Salmon et al. 2011. JAX: threefry_2x32.
 */
export const threefry2x32 = (key: Value, high: Value, low: Value): Pair => {
  const k = schedule(key, low);
  let state: Pair = [add(high, k[0]!), add(low, k[1]!)];
  for (let round = 0; round < 5; round++) {
    state = ROTATIONS[round % 2]!.reduce<Pair>(mix, state);
    const [x, y] = state;
    const injected = add(k[(round + 2) % 3]!, fill(round + 1, y));
    state = [add(x, k[(round + 1) % 3]!), add(y, injected)];
  }
  return state;
};

const counters = (n: Dim): Pair => {
  const low = cast(iota([n], 0), DTypes.u32);
  return [fill(0, low), low];
};

const kernelFor = (kernel: KernelName, n: Dim) => (): KernelCall | null =>
  typeof n === 'number' ? { kernel, units: n, args: [] } : null;

/** n words: the exclusive or of the two words of block(key, 0, i). */
export const randomWords = (key: Value, n: Dim): Value =>
  composite('threefry', (k) => [xor(...threefry2x32(k!, ...counters(n)))], {
    kernel: kernelFor('threefry', n),
  })(keyed(key))[0]!;

/** n keys [n, 2]: both words of block(key, 0, i). */
export const randomKeys = (key: Value, n: Dim): Value =>
  composite(
    'threefrySplit',
    (k) => {
      const [x, y] = threefry2x32(k!, ...counters(n));
      return [concat([reshape(x, [n, 1]), reshape(y, [n, 1])], 1)];
    },
    { kernel: kernelFor('threefrySplit', n) },
  )(keyed(key))[0]!;

/**
 * n words of one stream: the counters 0 to n - 1, and a 0 if n is odd, are cut into the high and the low words of
 * blocks, whose output words are joined likewise.
 */
export const streamWords = (key: Value, n: Dim): Value => {
  const half = divDim(addDim(n, 1), 2);
  const high = cast(iota([half], 0), DTypes.u32);
  const next = add(high, fill(half, high));
  const low = select(less(next, fill(n, next)), next, fill(0, next));
  const words = concat(threefry2x32(keyed(key), high, low), 0);
  return slice(words, { start: [0], size: [n], stride: [1] });
};

/** n keys [n, 2] of one stream. */
export const streamKeys = (key: Value, n: Dim): Value =>
  reshape(streamWords(key, mulDim(n, 2)), [n, 2]);

/** block(key, 0, i) as one key, for a scalar i. */
export const foldedKey = (key: Value, i: Value): Value => {
  const [x, y] = threefry2x32(keyed(key), fill(0, i), i);
  return concat([reshape(x, [1]), reshape(y, [1])], 0);
};
