/**
 * Random well-typed programs. Which steps they take depends on the source and on the names of axes alone, never on
 * sizes, so that one source gives the same program at names and at sizes.
 */
import {
  checkpointValues,
  composite,
  condValues,
  scanValues,
  whileValues,
} from '../control/index.ts';
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { DTypes } from '../types/dtype.ts';
import { integer, pick, random } from './random.ts';
import { type Context, like, type Step, sameAxes, smoothSteps, type Tagged } from './steps.ts';

const deeper = (c: Context): Context => ({ ...c, depth: c.depth - 1 });

/** A body of the type of its first argument. */
const bodyOf =
  (c: Context, axes: readonly number[]) =>
  (...xs: readonly Value[]): readonly Value[] => {
    const values = program(
      { ...deeper(c) },
      xs.map((value) => ({ value, axes })),
      3,
    );
    const last = values.findLast(
      (v) => v.axes.length === axes.length && v.axes.every((a, k) => a === axes[k]),
    );
    return [last!.value];
  };

const called: Step = (x, y, c) =>
  sameAxes(x, y) ? like(x, composite('f', bodyOf(c, x.axes))(x.value, y.value)[0]!) : undefined;

const kept: Step = (x, y, c) =>
  sameAxes(x, y) ? like(x, checkpointValues(bodyOf(c, x.axes), [x.value, y.value])[0]!) : undefined;

const branched: Step = (x, y, c) => {
  if (!sameAxes(x, y)) return undefined;
  const [i, bound] = [p.literal(integer(c.source, 0, 1), DTypes.i32), p.literal(1, DTypes.i32)];
  const [then, otherwise] = [bodyOf(c, x.axes), bodyOf(c, x.axes)];
  return like(x, condValues(p.less(i, bound), then, otherwise, [x.value, y.value])[0]!);
};

/** A loop over the first axis whose body also reads `y`, which is constant over the loop, where it fits. */
const looped: Step = (x, y, c) => {
  const [, ...axes] = x.axes;
  if (x.axes.length === 0) return undefined;
  const shape = x.value.shape.slice(1);
  const row = { value: p.zeros({ shape, dtype: x.value.dtype }), axes };
  const outer = sameAxes(y, row) ? [y.value] : [];
  const body = bodyOf(c, axes);
  const { ys } = scanValues(
    ([carry], [v]) => {
      const [next] = body(carry!, v!, ...outer);
      // a carry that grows would make rounding grow with it
      const bounded = p.tanh(next!);
      return [[bounded], [p.mul(bounded, v!)]];
    },
    [row.value],
    [x.value],
    { length: x.value.shape[0]!, reverse: c.source() < 0.5 },
  );
  return like(x, ys[0]!);
};

/** As many steps as a count that the program computes says; what it reads from outside is constant. */
export const unbounded: Step = (x, y, c) => {
  if (c.depth === 0 || !sameAxes(x, y)) return undefined;
  const [count, one] = [p.literal(integer(c.source, 0, 3), DTypes.i32), p.literal(1, DTypes.i32)];
  const body = bodyOf(c, x.axes);
  const [last] = whileValues(
    (_, i) => p.less(i!, count),
    (v, i) => [p.tanh(body(v!, y.value)[0]!), p.add(i!, one)],
    [x.value, p.sub(one, one)],
  );
  return like(x, last!);
};

const nested: readonly Step[] = [called, kept, branched, looped, looped];

const stepped = (c: Context, values: readonly Tagged[]): readonly Tagged[] => {
  const flat = c.steps ?? smoothSteps;
  const [x, y] = [pick(c.source, values), pick(c.source, values)];
  const next = pick(c.source, c.depth > 0 ? [...flat, ...nested] : flat)(x, y, c);
  return next === undefined ? values : [...values, next];
};

/** The given values and those of `count` random steps. */
export const program = (c: Context, given: readonly Tagged[], count: number): readonly Tagged[] =>
  Array.from({ length: count }).reduce<readonly Tagged[]>((values) => stepped(c, values), given);

/** The same, one step for every seed: a program that shrinks step by step. */
export const programOf = (
  c: Omit<Context, 'source'>,
  given: readonly Tagged[],
  seeds: readonly number[],
): readonly Tagged[] =>
  seeds.reduce((values, seed) => stepped({ ...c, source: random(seed) }, values), given);
