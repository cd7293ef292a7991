/** What the tests of the examples share: their data, three seeds, and that a step is one program that computes the loss. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedDigits } from '../../src/data/index.ts';
import { DonatedError, key, sgd, tree } from '../../src/index.ts';
import { dataOf } from '../../src/prim/index.ts';
import { evaluateValues } from '../../src/runtime/index.ts';
import { type AnyLoss, trainer } from '../../src/train/index.ts';
import { untypedCall } from '../ops/reference.ts';

export const digits = generatedDigits([0, 1], 1000);
export const sonnets = readFileSync(new URL('../../examples/sonnets.txt', import.meta.url), 'utf8');
export const SEEDS = [1, 2, 3];

export const mean = (xs: ArrayLike<number>): number =>
  Array.from(xs).reduce((a, b) => a + b, 0) / xs.length;

/** The mean of the last 20 losses, and what the training gives. */
export const trained = <S>(run: Generator<number, S, void>): { loss: number; result: S } => {
  const losses: number[] = [];
  let next = run.next();
  for (; next.done !== true; next = run.next()) losses.push(next.value);
  return { loss: mean(losses.slice(-20)), result: next.value };
};

const lossOf = (done: unknown): unknown => tree.child(done, 'loss');

/** The number of a scalar. */
const numberOf = (loss: unknown): number => {
  const [value] = tree.leaves(loss);
  return Number(evaluateValues([value!]).map(dataOf)[0]![0]);
};

/** A step of training says the loss that the model has without a program of its own, and takes its state away. */
export const isOneProgram = (loss: AnyLoss, ...inputs: readonly unknown[]): void => {
  test('a step is one program, to which the state is given', () => {
    const { start, step } = trainer(loss, sgd(0.1));
    const [state, { params }] = [start(key(5)), start(key(5))];
    const done = untypedCall(step, state, ...inputs);
    // f32: the two sum in blocks of different sizes
    const alone = numberOf(untypedCall(loss, params, ...inputs));
    expect(Math.abs(numberOf(lossOf(done)) / alone - 1)).toBeLessThan(1e-5);
    expect(() => untypedCall(step, state, ...inputs)).toThrow(DonatedError);
  });
};
