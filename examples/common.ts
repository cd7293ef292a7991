/** What the examples share: digits and a text, the same on every machine, and lines of progress. */
import { readFileSync } from 'node:fs';
import { type i32, integers, type NdArray } from 'typegrad';
import {
  type DigitSamples,
  explain,
  generatedDigits,
  type Key,
  mnist,
  randomBits,
} from 'typegrad/data';

const FOLDER = process.env['TYPEGRAD_DATA'];

/** Digits that the library draws, or those of MNIST where TYPEGRAD_DATA names its folder. */
export const digits = async (): Promise<DigitSamples> => {
  if (FOLDER === undefined) return generatedDigits([0, 1], 2000);
  const read = await mnist(FOLDER)();
  if (read._tag === 'Left') throw new Error(explain(read.left));
  return read.right.train;
};

/** Five sonnets of Shakespeare, or his plays where TYPEGRAD_DATA names the folder of tinyshakespeare.txt. */
export const text = (): string =>
  readFileSync(
    FOLDER === undefined
      ? new URL('sonnets.txt', import.meta.url)
      : `${FOLDER}/tinyshakespeare.txt`,
    'utf8',
  );

/** The 36 characters that the language models know; upper case is written small, others are spaces. */
export const ALPHABET = " \n!',-.:;?abcdefghijklmnopqrstuvwxyz";

/** The number of every character. */
export const encode = (characters: string): Int32Array =>
  Int32Array.from(characters.toLowerCase(), (c) => Math.max(0, ALPHABET.indexOf(c)));

/** The characters of numbers. */
export const decode = (ids: ArrayLike<number>): string =>
  Array.from(ids, (id) => ALPHABET[id]).join('');

/** Some pieces of a text, and the same one character further: what comes next. */
export interface Passages {
  readonly x: NdArray<[number, number], i32>;
  readonly y: NdArray<[number, number], i32>;
}

/** Batches of passages from random places of a text. */
export function* passages(
  characters: string,
  batchSize: number,
  length: number,
  [seed, stream]: Key,
): Generator<Passages, never, void> {
  const ids = encode(characters);
  for (let step = 0; ; step++) {
    const words = randomBits([seed, stream + step], batchSize);
    const starts = Array.from(words, (word) => word % (ids.length - length));
    const rows = (shift: number) =>
      integers(
        [batchSize, length],
        starts.flatMap((at) => [...ids.subarray(at + shift, at + shift + length)]),
      );
    yield { x: rows(0), y: rows(1) };
  }
}

/** Runs a training and prints every twentieth loss. */
export const show = <S>(losses: Generator<number, S, void>): S => {
  let next = losses.next();
  for (let step = 1; next.done !== true; next = losses.next(), step++) {
    if (step % 20 === 0) console.log(`step ${step}: loss ${next.value.toFixed(4)}`);
  }
  return next.value;
};
