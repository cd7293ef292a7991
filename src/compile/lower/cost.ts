/** How long a command takes, roughly, and whether its units may be done at once: what threads are divided by. */
import { CopyArg, CopyMode, GemmArg, MapArg } from '../../core/abi.gen.ts';
import type { Operation } from '../operation.ts';
import type { Word } from './image.ts';
import type { Call } from './kernels.ts';

/** What running a command on several threads has to know. */
export interface Work {
  /** nanoseconds on one thread, from its sizes alone: a rule of thumb, for decisions that change no result */
  readonly cost: number;
  readonly units: number;
  /** whether units write bytes of their own, so that their order is free */
  readonly divisible: boolean;
}

const numberAt = (words: readonly Word[], index: number): number => {
  const word = words[index];
  return typeof word === 'number' ? word : 0;
};

/** Multiplications in a nanosecond. */
const PRODUCTS = 30;
const PRODUCTS_64 = 12;

const product = (words: readonly Word[]): number =>
  [GemmArg.batch, GemmArg.m, GemmArg.n, GemmArg.k].reduce((n, k) => n * numberAt(words, k), 1);

/** Nanoseconds for an element, and for an instruction on it. */
const ELEMENT = 0.15;
const INSTRUCTION = 0.15;
/** The interpreter of 64 bits has half the lanes and converts. */
const WIDE = 3;

const elementwise = (words: readonly Word[], elements: number): number =>
  elements * (ELEMENT + INSTRUCTION * numberAt(words, MapArg.codeLength));

const reduced = (words: readonly Word[]): number =>
  elementwise(
    words,
    [MapArg.outer, MapArg.reduce, MapArg.inner].reduce((n, k) => n * numberAt(words, k), 1),
  );

/** Kernels whose operands are mostly not looked at. */
const PICKING: readonly string[] = ['gather', 'dynamicSlice', 'update'];
/** Nanoseconds for a byte that is read or written. */
const BYTE = 0.1;
const SORTED_BYTE = 10;

const bytes = (kernel: string, { reads, writes }: Operation): number => {
  const total = (bs: Operation['reads']): number => bs.reduce((n, b) => n + b.bytes, 0);
  return PICKING.includes(kernel) ? 2 * total(writes) : total(reads) + total(writes);
};

const costOf = (o: Operation, { kernel, words }: Call): number => {
  const units = numberAt(words, 1);
  if (kernel === 'gemm' || kernel === 'gemmIndexed') return product(words) / PRODUCTS;
  if (kernel === 'gemm64') return product(words) / PRODUCTS_64;
  if (kernel === 'map') return elementwise(words, units);
  if (kernel === 'map64') return WIDE * elementwise(words, units);
  if (kernel === 'mapReduce') return reduced(words);
  if (kernel === 'mapReduce64') return WIDE * reduced(words);
  return (kernel === 'argSort' ? SORTED_BYTE : BYTE) * bytes(kernel, o);
};

/** Whether no element of the destination belongs to two indices of the outermost dim. */
const writesApart = (words: readonly Word[], image: readonly number[]): boolean => {
  const nest = words[CopyArg.nest];
  if (typeof nest !== 'object') return false;
  const rank = numberAt(words, CopyArg.rank);
  const first = nest.offset / 4;
  const dims = image.slice(first, first + rank);
  const [outer = 0, ...inner] = image.slice(first + 2 * rank, first + 3 * rank).map(Math.abs);
  return outer > inner.reduce((n, stride, k) => n + stride * (dims[k + 1]! - 1), 0);
};

/** Adding goes to one element from several units where windows overlap. */
const isDivisible = ({ kernel, words }: Call, image: readonly number[]): boolean =>
  kernel !== 'copy' || words[CopyArg.mode] === CopyMode.write || writesApart(words, image);

export const workOf = (o: Operation, call: Call, image: readonly number[]): Work => ({
  cost: costOf(o, call),
  units: numberAt(call.words, 1),
  divisible: isDivisible(call, image),
});
