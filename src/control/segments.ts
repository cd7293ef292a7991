/**
 * A scan whose backward pass keeps the carries of every k-th step only and runs the steps between them again: memory
 * for T / k carries and k steps, least at k = sqrt(T), for one more forward pass. Chen et al. 2016, "Training deep nets
 * with sublinear memory cost".
 */
import type { Value } from '../core/node.ts';
import { concat, reshape, slice } from '../prim/index.ts';
import { type Dim, divDim, mulDim, subDim } from '../types/dim.ts';
import { checkpointValues } from './derivative-rules.ts';
import { type Looped, type LoopOptions, type Step, scanValues } from './scan.ts';

const rows = (x: Value, start: Dim, length: Dim): Value =>
  slice(x, {
    start: x.shape.map((_, k) => (k === 0 ? start : 0)),
    size: x.shape.with(0, length),
    stride: x.shape.map(() => 1),
  });

/** Some steps, which the backward pass runs again. */
const segment = (
  step: Step,
  init: readonly Value[],
  xs: readonly Value[],
  options: LoopOptions,
): Looped => {
  const n = init.length;
  const outputs = checkpointValues(
    (...values) => {
      const { carry, ys } = scanValues(step, values.slice(0, n), values.slice(n), options);
      return [...carry, ...ys];
    },
    [...init, ...xs],
  );
  return { carry: outputs.slice(0, n), ys: outputs.slice(n) };
};

/** The steps in segments of k; those that are left over form one of their own, at the end of the xs. */
export const segmentedScan = (
  step: Step,
  init: readonly Value[],
  xs: readonly Value[],
  options: LoopOptions,
  k: number,
): Looped => {
  const { length, reverse = false } = options;
  const count = divDim(length, k);
  const [whole, rest] = [mulDim(count, k), subDim(length, mulDim(count, k))];
  const split = (x: Value): Value => reshape(rows(x, 0, whole), [count, k, ...x.shape.slice(1)]);
  const main = (carry: readonly Value[]): Looped => {
    const run: Step = (c, x) => {
      const out = segment(step, c, x, { length: k, reverse });
      return [out.carry, out.ys];
    };
    const out = scanValues(run, carry, xs.map(split), { length: count, reverse });
    return { ...out, ys: out.ys.map((y) => reshape(y, [whole, ...y.shape.slice(2)])) };
  };
  if (rest === 0) return main(init);
  const tail = (carry: readonly Value[]): Looped =>
    segment(
      step,
      carry,
      xs.map((x) => rows(x, whole, rest)),
      { length: rest, reverse },
    );
  const [first, second] = reverse ? [tail, main] : [main, tail];
  const begun = first(init);
  const ended = second(begun.carry);
  const [front, back] = reverse ? [ended, begun] : [begun, ended];
  return { carry: ended.carry, ys: front.ys.map((y, i) => concat([y, back.ys[i]!], 0)) };
};
