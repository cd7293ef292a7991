/** Every primitive, its derivatives and its batched form give on the kernels what they give on the reference. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/core/node.ts';
import { compact, exact, rounded, type Strided, strided } from '../../src/core/strided.ts';
import { jvpGraph, vjpGraph, widen } from '../../src/transform/index.ts';
import { type DType, isFloat } from '../../src/types/dtype.ts';
import {
  dotTolerance,
  dotTolerance64,
  sumTolerance,
  sumTolerance64,
  ULPS,
  ULPS64,
} from '../asm/tolerances.ts';
import { recipes } from '../laws/inputs.ts';
import { batchedGraph } from '../laws/laws.ts';
import { directions, random } from '../laws/random.ts';
import { examplesOf } from '../laws/recipe.ts';
import { programs } from '../laws/regions.ts';
import { argumentsOf, difference, runReference, runWasm, type Tolerance } from './wasm.ts';

type Args = readonly Strided[];

const ulp = (x: number, { dtype }: DType): number => {
  const [least, bits] = dtype === 'f64' ? [-1022, 52] : [-126, 23];
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), least) - bits);
};

const SUMS: readonly string[] = ['reduceSum', 'dot', 'scatterAdd', 'fold'];

const absolute = (x: Strided): Strided => {
  const y = compact(x, rounded);
  return { ...y, data: y.data.map(Math.abs) };
};

const ones = (x: Strided): Strided => {
  const y = compact(x, rounded);
  return isFloat(x.dtype) ? { ...y, data: y.data.map(() => 1) } : y;
};

/** Exact primitives agree bit for bit; sums by the sum of their absolute terms. */
const toleranceOf = (name: string, g: Graph, args: Args): Tolerance => {
  const { dtype } = g.results[0]!;
  const wide = dtype.dtype === 'f64';
  const ulps = (wide ? ULPS64 : ULPS)[name];
  if (ulps !== undefined) return (w) => ulps * ulp(w, dtype);
  if (!SUMS.includes(name)) return () => 0;
  const totals = runReference(g, args.map(absolute));
  // of ones, a sum is the number of its terms
  const terms = runReference(g, args.map(ones));
  const [dots, sums] = wide ? [dotTolerance64, sumTolerance64] : [dotTolerance, sumTolerance];
  const bound = name === 'dot' ? dots : sums;
  return (_, k, i) => bound(terms[k]![i]!, totals[k]![i]!);
};

/** Programs round in many places: relative to the largest element of the result. */
const loose =
  (want: readonly (readonly number[])[]): Tolerance =>
  (_, k) =>
    1e-5 * Math.max(1, ...want[k]!.filter(Number.isFinite).map(Math.abs));

const compare = (g: Graph, args: Args, tolerance?: Tolerance): string | undefined => {
  const want = runReference(g, args);
  return difference(runWasm(g, args), want, tolerance ?? loose(want));
};

/** In f64 the kernels give what the exact reference gives of the same program in f32. */
const compareWidened = (g: Graph, args: Args): string | undefined => {
  const wide = widen(g);
  const want = runReference(g, args, exact);
  // what 100 roundings of 2^-53 leave of the largest element
  const scale = want.map((row) => Math.max(1, ...row.filter(Number.isFinite).map(Math.abs)));
  return difference(runWasm(wide, argumentsOf(wide, args)), want, (_, k) => 1e-14 * scale[k]!);
};

const filled = (g: Graph, given: Args, seed: number): Args => {
  const source = random(seed);
  return g.params.map((p, i) => {
    const x = given[i];
    if (x !== undefined) return x;
    const shape = p.shape.map(Number);
    const n = shape.reduce((a, b) => a * b, 1);
    const data = rounded.alloc(p.dtype, n);
    data.set(directions(source, n));
    return strided(p.dtype, shape, data);
  });
};

const differentiable = (g: Graph): boolean =>
  [...g.params, ...g.results].every((v) => isFloat(v.dtype));

const holds = (
  recipe: (typeof recipes)['add'],
  numRuns: number,
  law: (g: Graph, args: Args, examples: readonly Args[], seed: number) => string | undefined,
): void => {
  fc.assert(
    fc.property(recipe, fc.nat(1000), (r, seed) => {
      const g = r.build(r.sizes);
      const examples = examplesOf(g, r.domains, seed, 3);
      expect(law(g, examples[0]!, examples, seed)).toBeUndefined();
    }),
    { numRuns, seed: 7 },
  );
};

describe('the kernels compute what the reference means', () => {
  const all = Object.entries({ ...recipes, programs });
  it.each(all)('%s', (name, recipe) => {
    holds(recipe, 40, (g, args) =>
      compare(
        g,
        args,
        name in recipes && !['call', 'scan', 'cond'].includes(name)
          ? toleranceOf(name, g, args)
          : undefined,
      ),
    );
  });
  it.each(all)('%s, its derivatives', (_, recipe) => {
    holds(recipe, 25, (g, args, __, seed) => {
      if (!differentiable(g)) return undefined;
      const [jvp, vjp] = [jvpGraph(g), vjpGraph(g)];
      return compare(jvp, filled(jvp, args, seed)) ?? compare(vjp, filled(vjp, args, seed));
    });
  });
  it.each(all)('%s, with its derivatives, in f64', (_, recipe) => {
    holds(recipe, 25, (g, args, __, seed) => {
      if (!differentiable(g)) return compareWidened(g, args);
      const [jvp, vjp] = [jvpGraph(g), vjpGraph(g)];
      return (
        compareWidened(g, args) ??
        compareWidened(jvp, filled(jvp, args, seed)) ??
        compareWidened(vjp, filled(vjp, args, seed))
      );
    });
  });
  it.each(all)('%s, batched', (_, recipe) => {
    holds(recipe, 25, (g, _args, examples, seed) => {
      const mask = g.params.map((__, i) => ((seed >> i) & 1) === 0);
      const batched = batchedGraph(g, mask, examples.length);
      const args = g.params.map((__, i) =>
        mask[i] === true ? stacked(examples.map((e) => e[i]!)) : examples[0]![i]!,
      );
      return compare(batched, args);
    });
  });
});

const stacked = (xs: readonly Strided[]): Strided => {
  const shape = [xs.length, ...xs[0]!.shape];
  const size = xs[0]!.shape.reduce((a, b) => a * b, 1);
  const data = rounded.alloc(xs[0]!.dtype, size * xs.length);
  xs.forEach((x, i) => {
    data.set(compact(x, rounded).data, i * size);
  });
  return strided(xs[0]!.dtype, shape, data);
};
