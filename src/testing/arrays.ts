/** Concrete arrays for the laws, and how two of them are compared. */
import { sizeOf } from '../core/layout.ts';
import type { Graph, Value } from '../core/node.ts';
import { compact, exact, type Strided, strided } from '../core/strided.ts';
import { describe } from '../core/type.ts';
import { evaluateGraph } from '../transform/index.ts';

/** The first violation of a law in words; undefined where it holds. */
export type Verdict = string | undefined;

/** The arguments of a graph: one array for every parameter. */
export type Args = readonly Strided[];

/** The elements of an array in row-major order. */
export const elements = (x: Strided): readonly number[] => Array.from(compact(x, exact).data);

/** The meaning of a graph in exact arithmetic: every f32 in it is computed in f64. */
export const evaluate = (g: Graph, args: Args): Args => evaluateGraph(g, args, exact);

/** The element i of a leading axis. */
export const example = (x: Strided, i: number): Strided => ({
  ...x,
  shape: x.shape.slice(1),
  strides: x.strides.slice(1),
  offset: x.offset + i * x.strides[0]!,
});

/** Arrays of one type along a new leading axis. */
export const stack = (xs: readonly Strided[]): Strided => {
  const [first] = xs;
  const data = exact.alloc(first!.dtype, xs.length * sizeOf(first!.shape));
  xs.forEach((x, i) => {
    data.set(elements(x), i * sizeOf(x.shape));
  });
  return strided(first!.dtype, [xs.length, ...first!.shape], data);
};

/** An array of the type of x. */
export const arrayLike = (x: Value, data: readonly number[]): Strided => {
  const out = exact.alloc(x.dtype, data.length);
  out.set(data);
  return strided(x.dtype, x.shape.map(Number), out);
};

/** The inner product. */
export const inner = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((s, v, i) => s + v * y[i]!, 0);

const short = (x: number): string => String(Number(x.toPrecision(7)));

/** Two numbers that differ, to as many digits as it takes to see that. */
export const unequal = (got: number, want: number): readonly [string, string] =>
  short(got) === short(want) ? [`${got}`, `${want}`] : [short(got), short(want)];

/** The first pair of elements further apart than `allowed`, in words. */
export const apart = (
  what: string,
  got: readonly number[],
  want: readonly number[],
  allowed: (want: number, i: number) => number,
): Verdict => {
  if (got.length !== want.length) return `${what}: ${got.length} elements, not ${want.length}`;
  const i = got.findIndex((v, k) => {
    const w = want[k]!;
    // an infinity allows any distance
    const near = Number.isFinite(w) && Math.abs(v - w) <= allowed(w, k);
    return !(near || Object.is(v, w) || v === w);
  });
  if (i < 0) return undefined;
  const [a, b] = unequal(got[i]!, want[i]!);
  return `${what}[${i}]: ${a}, expected ${b}`;
};

/** The first violation among those of the items. */
export const firstOf = <T>(xs: readonly T[], verdict: (x: T, i: number) => Verdict): Verdict => {
  for (const [i, x] of xs.entries()) {
    const v = verdict(x, i);
    if (v !== undefined) return v;
  }
  return undefined;
};

/** The first of the values that has not the type it should have, in words. */
export const differentTypes = (
  what: string,
  got: readonly Value[],
  want: readonly Value[],
): Verdict =>
  firstOf(want, (w, i) => {
    const [have, need] = [got[i], describe(w)];
    const text = have === undefined ? 'missing' : describe(have);
    return text === need ? undefined : `${what} ${i} is ${text}, expected ${need}`;
  });
