/**
 * The laws of programs as functions: each takes a graph and data and answers with the first violation in words, or
 * undefined. They hold for every primitive and, because they compose, for every program.
 */

import {
  callPrimitive,
  condPrimitive,
  scanPrimitive,
  whilePrimitive,
} from '../../src/control/index.ts';
import { check } from '../../src/core/check.ts';
import { fresh } from '../../src/core/graph.ts';
import { sizeOf } from '../../src/core/layout.ts';
import type { Graph, Primitive, Value } from '../../src/core/node.ts';
import { parse } from '../../src/core/parse.ts';
import { print } from '../../src/core/print.ts';
import { compact, exact, type Strided, strided } from '../../src/core/strided.ts';
import { describe } from '../../src/core/type.ts';
import { primitives } from '../../src/prim/index.ts';
import { evaluateGraph, jvpGraph, vjpGraph, vmapGraph } from '../../src/transform/index.ts';
import { isFloat } from '../../src/types/dtype.ts';
import { directions, type Random, random } from './random.ts';

/** The first violation in words. */
export type Verdict = string | undefined;

export type Args = readonly Strided[];

export const everyPrimitive: Readonly<Record<string, Primitive>> = {
  ...primitives,
  call: callPrimitive,
  scan: scanPrimitive,
  cond: condPrimitive,
  while: whilePrimitive,
};

// ---- arrays -------------------------------------------------------------------------------------

export const elements = (x: Strided): readonly number[] => Array.from(compact(x, exact).data);

const evaluate = (g: Graph, args: Args): Args => evaluateGraph(g, args, exact);

/** The element i of a leading axis. */
const example = (x: Strided, i: number): Strided => ({
  ...x,
  shape: x.shape.slice(1),
  strides: x.strides.slice(1),
  offset: x.offset + i * x.strides[0]!,
});

/** Arrays of one type along a new leading axis. */
const stack = (xs: readonly Strided[]): Strided => {
  const [first] = xs;
  const data = exact.alloc(first!.dtype, xs.length * sizeOf(first!.shape));
  xs.forEach((x, i) => {
    data.set(elements(x), i * sizeOf(x.shape));
  });
  return strided(first!.dtype, [xs.length, ...first!.shape], data);
};

const arrayLike = (x: Value, data: readonly number[]): Strided => {
  const out = exact.alloc(x.dtype, data.length);
  out.set(data);
  return strided(x.dtype, x.shape.map(Number), out);
};

const inner = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((s, v, i) => s + v * y[i]!, 0);

/** The first pair of elements further apart than `allowed`, in words. */
const apart = (
  what: string,
  got: readonly number[],
  want: readonly number[],
  allowed: (want: number, i: number) => number,
): Verdict => {
  if (got.length !== want.length) return `${what}: ${got.length} elements, not ${want.length}`;
  const i = got.findIndex((v, k) => {
    const w = want[k]!;
    return !(Object.is(v, w) || v === w || Math.abs(v - w) <= allowed(w, k));
  });
  return i < 0 ? undefined : `${what}[${i}]: ${got[i]}, expected ${want[i]}`;
};

const firstOf = <T>(xs: readonly T[], verdict: (x: T, i: number) => Verdict): Verdict => {
  for (const [i, x] of xs.entries()) {
    const v = verdict(x, i);
    if (v !== undefined) return v;
  }
  return undefined;
};

/** The results of two graphs at the same arguments, equal up to `relative` of each element's size. */
export const sameMeaning = (a: Graph, b: Graph, args: Args, relative = 0): Verdict => {
  const want = evaluate(b, args);
  return firstOf(evaluate(a, args), (x, i) =>
    apart(`result ${i}`, elements(x), elements(want[i]!), (w) => relative * (1 + Math.abs(w))),
  );
};

// ---- laws of types and text -----------------------------------------------------------------------

/** Whether every element that the strides address is there; views may show one element many times. */
const inside = (x: Strided): boolean => {
  if (sizeOf(x.shape) === 0) return true;
  const ends = x.shape.map((d, k) => (d - 1) * x.strides[k]!);
  const end = (sign: number): number =>
    ends.filter((e) => e * sign > 0).reduce((a, b) => a + b, x.offset);
  return end(-1) >= 0 && end(1) < x.data.length;
};

/** Every node passes its own rule, and the inferred types are those of what evaluation gives. */
export const shapeLaw = (g: Graph, args: Args): Verdict => {
  check(g, { specialised: true });
  return firstOf(evaluate(g, args), (x, i) => {
    const want = describe(g.results[i]!);
    if (describe(x) !== want) return `result ${i} is ${describe(x)}, inferred ${want}`;
    return inside(x) ? undefined : `result ${i} reaches past its ${x.data.length} elements`;
  });
};

/** parse(print(g)) is g. */
export const textLaw = (g: Graph, args: Args): Verdict => {
  const text = print(g);
  const parsed = check(parse(text, everyPrimitive));
  if (print(parsed) !== text.replaceAll(/ rules: [\w ]+$/gm, '')) {
    return `${text}\nis parsed as\n${print(parsed)}`;
  }
  return sameMeaning(parsed, g, args);
};

// ---- laws of derivatives ----------------------------------------------------------------------------

const floatParams = (g: Graph): readonly number[] =>
  g.params.flatMap((p, i) => (isFloat(p.dtype) ? [i] : []));

/** x + h t, where t has an array for every float argument. */
const moved = (g: Graph, args: Args, t: Args, h: number): Args => {
  const out = [...args];
  floatParams(g).forEach((at, k) => {
    const d = elements(t[k]!);
    out[at] = arrayLike(
      g.params[at]!,
      elements(args[at]!).map((v, i) => v + h * d[i]!),
    );
  });
  return out;
};

/** Step of the outer central difference: its error after extrapolation is of order h^4. */
const STEP = 1e-3;

/** The derivative of all results along t: central differences at h and h/2, extrapolated (Richardson, 1911). */
const numericDerivative = (g: Graph, args: Args, t: Args): readonly (readonly number[])[] => {
  const slope = (h: number): readonly (readonly number[])[] => {
    const up = evaluate(g, moved(g, args, t, h)).map(elements);
    const down = evaluate(g, moved(g, args, t, -h)).map(elements);
    return up.map((u, i) => u.map((v, k) => (v - down[i]![k]!) / (2 * h)));
  };
  const [coarse, fine] = [slope(STEP), slope(STEP / 2)];
  return fine.map((f, i) => f.map((v, k) => (4 * v - coarse[i]![k]!) / 3));
};

/** Random tangents for the float ones of these values. */
const tangentsFor = (values: readonly Value[], source: Random): Args =>
  values
    .filter((v) => isFloat(v.dtype))
    .map((v) => arrayLike(v, directions(source, sizeOf(v.shape.map(Number)))));

const floats = (xs: Args): Args => xs.filter((x) => isFloat(x.dtype));

/**
 * jvp = numeric derivative, within 1e-6 (abs numeric + 1e-3 abs f). The floor of 1e-9 is the rounding of
 * intermediate values of size up to 10^3, of which the difference quotient keeps 2^-53 / STEP.
 */
export const tangentLaw = (g: Graph, args: Args, seed: number): Verdict => {
  const t = tangentsFor(g.params, random(seed));
  const jvp = check(jvpGraph(g));
  const results = evaluate(jvp, [...args, ...t]);
  const n = g.results.length;
  const numeric = numericDerivative(g, args, t);
  return firstOf(g.results, (r, i) => {
    const f = elements(results[i]!);
    const allowed = (w: number, k: number) => 1e-6 * (Math.abs(w) + 1e-3 * Math.abs(f[k]!)) + 1e-9;
    const want = isFloat(r.dtype) ? numeric[i]! : f.map(() => 0);
    return apart(`tangent of result ${i}`, elements(results[n + i]!), want, allowed);
  });
};

const differentTypes = (what: string, got: readonly Value[], want: readonly Value[]): Verdict =>
  firstOf(want, (w, i) => {
    const [have, need] = [got[i], describe(w)];
    const text = have === undefined ? 'missing' : describe(have);
    return text === need ? undefined : `${what} ${i} is ${text}, expected ${need}`;
  });

/** Tangents and cotangents have the types of what they belong to. */
const typesOfDerivatives = (g: Graph, jvp: Graph, vjp: Graph): Verdict => {
  const n = g.results.length;
  const params = floatParams(g).map((i) => g.params[i]!);
  return (
    differentTypes('tangent', jvp.results.slice(n), g.results) ??
    differentTypes('cotangent', vjp.results.slice(n), params)
  );
};

/** <ct, jvp(t)> = <vjp(ct), t>, to 1e-9 of the sum of the absolute terms: there is nothing numeric about it. */
export const adjointLaw = (g: Graph, args: Args, seed: number): Verdict => {
  const source = random(seed);
  const t = tangentsFor(g.params, source);
  const n = g.results.length;
  const cts = g.results.map((r) => arrayLike(r, directions(source, sizeOf(r.shape.map(Number)))));
  const [jvp, vjp] = [check(jvpGraph(g)), check(vjpGraph(g))];
  const types = typesOfDerivatives(g, jvp, vjp);
  if (types !== undefined) return types;
  const dots = floats(evaluate(jvp, [...args, ...t]).slice(n)).flatMap(elements);
  const back = evaluate(vjp, [...args, ...cts]).slice(n);
  const bars = back.flatMap(elements);
  const seeds = floats(cts).flatMap(elements);
  const ts = t.flatMap(elements);
  const [forward, reverse] = [inner(seeds, dots), inner(bars, ts)];
  const terms = [...seeds.map((c, i) => c * dots[i]!), ...bars.map((b, i) => b * ts[i]!)];
  const scale = terms.reduce((s, v) => s + Math.abs(v), 0);
  if (Math.abs(forward - reverse) <= 1e-9 * scale) return undefined;
  return `<ct, jvp t> = ${forward}, <vjp ct, t> = ${reverse}`;
};

/** The two laws of derivatives on the gradient, a program like any other. */
export const secondOrderLaw = (g: Graph, args: Args, seed: number): Verdict => {
  const source = random(seed);
  const cts = g.results.map((r) => arrayLike(r, directions(source, sizeOf(r.shape.map(Number)))));
  const back = vjpGraph(g);
  const at = [...args, ...cts];
  return tangentLaw(back, at, seed + 1) ?? adjointLaw(back, at, seed + 2);
};

// ---- the law of batching ----------------------------------------------------------------------------

/** All non-empty subsets of n things as masks; beyond four things the singletons and the whole. */
const subsets = (n: number): readonly (readonly boolean[])[] => {
  const mask = (f: (i: number) => boolean) => Array.from({ length: n }, (_, i) => f(i));
  if (n > 4) return [mask(() => true), ...mask(() => true).map((_, k) => mask((i) => i === k))];
  return Array.from({ length: 2 ** n - 1 }, (_, k) => mask((i) => ((k + 1) >> i) % 2 === 1));
};

/** f over a leading axis of `size` that the marked params have. */
export const batchedGraph = (g: Graph, batched: readonly boolean[], size: number): Graph => {
  const params = g.params.map((p, i) =>
    fresh({ dtype: p.dtype, shape: batched[i] === true ? [size, ...p.shape] : p.shape }),
  );
  return check({ params, results: vmapGraph(g, params, batched, size) });
};

/** One argument for every param: a stack over the examples where it is batched, else that of the first example. */
const stackedArgs = (examples: readonly Args[], batched: readonly boolean[]): Args =>
  examples[0]!.map((x, k) => (batched[k] === true ? stack(examples.map((e) => e[k]!)) : x));

const none = (x: Strided): Strided =>
  strided(x.dtype, [0, ...x.shape.slice(1)], exact.alloc(x.dtype, 0));

/**
 * vmap(f)(xs)[i] = f(xs[i]) for every subset of batched arguments, within `relative` of each element's size (sums
 * over other axes may be added in another order); the batch of no examples has the right type.
 */
export const batchLaw = (g: Graph, examples: readonly Args[], relative = 1e-12): Verdict =>
  firstOf(subsets(g.params.length), (batched) => {
    const args = stackedArgs(examples, batched);
    const over = batchedGraph(g, batched, examples.length);
    const want = g.results.map((r) => ({ ...r, shape: [examples.length, ...r.shape] }));
    return (
      differentTypes(`batched [${batched}], result`, over.results, want) ??
      sameExamples(g, examples, batched, evaluate(over, args), relative) ??
      shapeLaw(
        batchedGraph(g, batched, 0),
        args.map((x, k) => (batched[k] === true ? none(x) : x)),
      )
    );
  });

const sameExamples = (
  g: Graph,
  examples: readonly Args[],
  batched: readonly boolean[],
  out: Args,
  relative: number,
): Verdict =>
  firstOf(examples, (e, i) => {
    const own = e.map((x, k) => (batched[k] === true ? x : examples[0]![k]!));
    return firstOf(evaluate(g, own), (want, r) =>
      apart(
        `batched [${batched}], example ${i}, result ${r}`,
        elements(example(out[r]!, i)),
        elements(want),
        (w) => relative * (1 + Math.abs(w)),
      ),
    );
  });
