/**
 * The laws of derivatives: the tangent is the numeric derivative, the cotangent is the adjoint of the tangent, and both
 * hold again of the gradient. A graph is evaluated in f64 whatever its dtypes, so that an error is a wrong rule.
 */
import { check } from '../core/check.ts';
import { sizeOf } from '../core/layout.ts';
import type { Graph, Value } from '../core/node.ts';
import { jvpGraph, vjpGraph } from '../transform/index.ts';
import { isDifferentiable } from '../types/dtype.ts';
import {
  type Args,
  apart,
  arrayLike,
  differentTypes,
  elements,
  evaluate,
  firstOf,
  inner,
  unequal,
  type Verdict,
} from './arrays.ts';
import { directions, type Random, random } from './random.ts';

const floatParams = (g: Graph): readonly number[] =>
  g.params.flatMap((p, i) => (isDifferentiable(p.dtype) ? [i] : []));

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
    .filter((v) => isDifferentiable(v.dtype))
    .map((v) => arrayLike(v, directions(source, sizeOf(v.shape.map(Number)))));

const floats = (xs: Args): Args => xs.filter((x) => isDifferentiable(x.dtype));

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
    const want = isDifferentiable(r.dtype) ? numeric[i]! : f.map(() => 0);
    return apart(`tangent of result ${i}`, elements(results[n + i]!), want, allowed);
  });
};

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
  const [a, b] = unequal(forward, reverse);
  return `<ct, jvp t> = ${a}, <vjp ct, t> = ${b}`;
};

/** The two laws of derivatives on the gradient, a program like any other. */
export const secondOrderLaw = (g: Graph, args: Args, seed: number): Verdict => {
  const source = random(seed);
  const cts = g.results.map((r) => arrayLike(r, directions(source, sizeOf(r.shape.map(Number)))));
  const back = vjpGraph(g);
  const at = [...args, ...cts];
  return tangentLaw(back, at, seed + 1) ?? adjointLaw(back, at, seed + 2);
};
