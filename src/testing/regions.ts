/** Arbitraries of calls, loops and branches with random bodies, and of whole random programs. */
import fc from 'fast-check';
import { condValues, namedCall, scanValues } from '../control/index.ts';
import { fresh } from '../core/graph.ts';
import type { Graph, TensorType, Value } from '../core/node.ts';
import { add, broadcast, cast, fill, mul, tanh } from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { booleans, integers, nonZero } from './domains.ts';
import { furtherSteps } from './further-steps.ts';
import { program, programOf, unbounded } from './programs.ts';
import { random } from './random.ts';
import { type Recipe, type } from './recipe.ts';
import { type Step, smoothSteps, type Tagged } from './steps.ts';

/** The primitives whose params hold graphs. */
export type RegionName = 'call' | 'scan' | 'cond';

const small = fc.constantFrom(1, 2, 3, 0, 2, 3);
const sizes = (min: number, max: number): fc.Arbitrary<readonly number[]> =>
  fc.array(small, { minLength: min, maxLength: max });

const graphOf = (
  types: readonly TensorType[],
  f: (...xs: readonly Value[]) => readonly Value[],
): Graph => {
  const params = types.map(fresh);
  return { params, results: f(...params) };
};

/** Two results of the type of the arguments, from a random program on them. */
const body =
  (seed: number, dims: readonly Dim[], axes: readonly number[], results: number) =>
  (...xs: readonly Value[]): readonly Value[] => {
    const tagged = xs.map((value): Tagged => ({ value, axes }));
    const values = program({ source: random(seed), dims, depth: 1 }, tagged, 5);
    const fitting = values.filter(
      (v) => v.axes.length === axes.length && v.axes.every((a, k) => a === axes[k]),
    );
    return Array.from({ length: results }, (_, i) => tanh(fitting.at(-1 - i)!.value));
  };

const all = (dims: readonly Dim[]): readonly number[] => dims.map((_, k) => k);

const call: fc.Arbitrary<Recipe> = fc
  .tuple(sizes(0, 2), fc.nat(), fc.boolean())
  .map(([shape, seed, remat]) => ({
    sizes: shape,
    build: (dims) =>
      graphOf([type('f32', dims), type('f32', dims), type('f32', dims)], (x, y, outer) => {
        const f = body(seed, dims, all(dims), 2);
        // the body reads `outer` from outside
        return namedCall('f', (a, b) => f(a!, b!, outer!), [x!, y!], { remat });
      }),
    domains: [nonZero, nonZero, nonZero],
  }));

const cond: fc.Arbitrary<Recipe> = fc.tuple(sizes(0, 2), fc.nat()).map(([shape, seed]) => ({
  sizes: shape,
  build: (dims) =>
    graphOf([type('bool', []), ...[0, 1, 2].map(() => type('f32', dims))], (p, x, y, outer) => {
      const then = body(seed, dims, all(dims), 2);
      const otherwise = body(seed + 1, dims, all(dims), 2);
      return condValues(
        p!,
        (a, b) => then(a!, b!, outer!),
        (a, b) => [...otherwise(b!, a!).slice(1), mul(a!, outer!)],
        [x!, y!],
      );
    }),
  domains: [booleans, nonZero, nonZero, nonZero],
}));

interface Loop {
  readonly reverse: boolean;
  /** whether a carry that starts without a tangent gets one on the way */
  readonly idle: boolean;
  readonly xs: number;
  readonly seed: number;
}

const loopOf = ({ reverse, idle, xs, seed }: Loop, length: Dim, dims: readonly Dim[]): Graph => {
  const [row, stacked] = [type('f32', dims), type('f32', [length, ...dims])];
  const inner = all(dims);
  const types = [row, row, type('i32', []), ...Array.from({ length: xs }, () => stacked)];
  return graphOf(types, (constant, init, count, ...rows) => {
    const f = body(seed, dims, inner, 2);
    const second = idle ? fill(0.5, row) : init!;
    const { carry, ys } = scanValues(
      ([c, d, k], x) => {
        const step = cast(k!, init!.dtype);
        const scaled = mul(c!, tanh(broadcast(step, c!.shape, [])));
        const [next, y] = f(scaled, d!, constant!, ...x);
        return [
          [next!, add(d!, mul(scaled, constant!)), add(k!, fill(1, k!))],
          [y!, k!],
        ];
      },
      [init!, second, count!],
      rows,
      { length, reverse },
    );
    return [...carry, ...ys];
  });
};

const scan: fc.Arbitrary<Recipe> = fc
  .tuple(
    fc.constantFrom(1, 2, 3, 0),
    sizes(0, 2),
    fc.record({ reverse: fc.boolean(), idle: fc.boolean(), xs: fc.nat(2), seed: fc.nat() }),
  )
  .map(([length, shape, loop]) => ({
    sizes: [length, ...shape],
    build: ([n, ...dims]) => loopOf(loop, n!, dims),
    domains: [nonZero, nonZero, integers(0, 3), ...Array.from({ length: loop.xs }, () => nonZero)],
  }));

/** Calls, loops and branches with random bodies. */
export const regions: Readonly<Record<RegionName, fc.Arbitrary<Recipe>>> = { call, scan, cond };

/** Programs on three arguments of two of three dims each, whose last three values are the results. */
const programsOf = (
  size: fc.Arbitrary<number>,
  steps: readonly Step[],
  most: number,
): fc.Arbitrary<Recipe> =>
  fc
    .tuple(
      fc.array(size, { minLength: 3, maxLength: 3 }),
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      fc.array(fc.nat(), { minLength: 1, maxLength: most, size: 'max' }),
    )
    .map(([shape, turns, seeds]) => {
      const axes = turns.map((turn, first) => [first, (first + (turn ? 2 : 1)) % 3]);
      return {
        sizes: shape,
        build: (dims) =>
          graphOf(
            axes.map((at) =>
              type(
                'f32',
                at.map((a) => dims[a]!),
              ),
            ),
            (...xs) => {
              const given = xs.map((value, i): Tagged => ({ value, axes: axes[i]! }));
              return programOf({ dims, depth: 2, steps }, given, seeds)
                .slice(-3)
                .map((v) => v.value);
            },
          ),
        domains: [nonZero, nonZero, nonZero],
      };
    });

/** Random programs of up to 20 smooth steps on three arguments; they shrink by size and step by step. */
export const programs: fc.Arbitrary<Recipe> = programsOf(small, smoothSteps, 20);

/** Sizes around those of vectors and blocks. */
const wide = fc.constantFrom(1, 2, 3, 0, 4, 5, 8, 9, 17);

/**
 * Random programs of all primitives, loops, branches and calls: to be run, not all have a derivative everywhere, and
 * those with a loop of unknown length only that of forward mode.
 */
export const allPrograms: fc.Arbitrary<Recipe> = programsOf(
  wide,
  [...smoothSteps, ...furtherSteps, unbounded, unbounded],
  24,
);
