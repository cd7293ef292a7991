/** Running results of an associative function along the leading axis, by halving: O(n) work in O(log n) steps. */
import { scanValues } from '../control/index.ts';
import { ShapeError } from '../core/error.ts';
import { fresh, trace } from '../core/graph.ts';
import type { Graph, Value } from '../core/node.ts';
import { type AnyTensor, untyped } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { vmapGraph } from '../transform/index.ts';
import { diff, leaves, leavesLike, rebuild, type Tensors } from '../tree/index.ts';
import { type Dim, subDim } from '../types/dim.ts';
import type { LeadOf, RowOf, Stacked } from './batch.ts';
import { entries } from './parts.ts';

type Rows = readonly Value[];

/** Every `stride`-th row from `start` on, `count` of them. */
const rows = (xs: Rows, start: number, count: Dim, stride = 1): Rows =>
  xs.map((x) => entries(x, 0, start, count, stride));
const joined = (...parts: readonly Rows[]): Rows =>
  parts[0]!.map((_, i) =>
    p.concat(
      parts.map((xs) => xs[i]!),
      0,
    ),
  );

/** a_0, b_0, a_1, b_1, ...; a has as many rows as b, or one more */
const interleaved = (a: Rows, b: Rows, n: number): Rows => {
  const half = Math.floor(n / 2);
  const pairs = rows(a, 0, half).map((x, i) => {
    const [first, second] = [x, b[i]!].map((v) => p.reshape(v, v.shape.toSpliced(1, 0, 1)));
    return p.reshape(p.concat([first!, second!], 1), x.shape.with(0, 2 * half));
  });
  return n % 2 === 0 ? pairs : joined(pairs, rows(a, half, 1));
};

/** Neighbours are combined, half as many scanned, and the places between filled in. */
const halving = (f: (a: Rows, b: Rows, n: number) => Rows, xs: Rows, n: number): Rows => {
  if (n < 2) return xs;
  const [half, between] = [Math.floor(n / 2), Math.ceil(n / 2) - 1];
  const odd = halving(f, f(rows(xs, 0, half, 2), rows(xs, 1, half, 2), half), half);
  const first = rows(xs, 0, 1);
  if (between === 0) return interleaved(first, odd, n);
  const even = f(rows(odd, 0, between), rows(xs, 2, between, 2), between);
  return interleaved(joined(first, even), odd, n);
};

/** Row by row, for a number of rows that is not known yet. */
const oneByOne = (g: Graph, xs: Rows, n: Dim, reverse: boolean): Rows => {
  const turned = reverse ? xs.map((x) => backwards(x, n)) : xs;
  const first = rows(turned, 0, 1);
  const step = (carry: Rows, x: Rows): readonly Rows[] => {
    const one = [...carry, ...x].map((v) => p.reshape(v, [1, ...v.shape]));
    const next = vmapGraph(
      g,
      one,
      [...one.keys()].map(() => true),
      1,
    );
    const row = next.map((v) => p.reshape(v, v.shape.slice(1)));
    return [row, row];
  };
  const init = first.map((v) => p.reshape(v, v.shape.slice(1)));
  const length = subDim(n, 1);
  const { ys } = scanValues(step, init, rows(turned, 1, length), { length });
  const all = joined(first, ys);
  return reverse ? all.map((x) => backwards(x, n)) : all;
};

/** The rows in the other direction. */
const backwards = (x: Value, n: Dim): Value => {
  const last = p.fill(subDim(n, 1), { ...p.iota([n], 0) });
  return p.gather(x, p.sub(last, p.iota([n], 0)), 0);
};

/** `associativeScan` of a function of rows. */
export const associativeScanOf = (
  f: (a: Rows, b: Rows) => Rows,
  xs: Rows,
  reverse = false,
): Rows => {
  const n = xs[0]!.shape[0]!;
  const row = xs.map((x) => fresh({ shape: x.shape.slice(1), dtype: x.dtype }));
  const graph = trace(
    (...both) => f(both.slice(0, xs.length), both.slice(xs.length)),
    [...row, ...row],
  );
  if (typeof n !== 'number') return oneByOne(graph, xs, n, reverse);
  const turned = (v: Rows): Rows => (reverse ? v.map((x) => backwards(x, n)) : v);
  const all = [...row, ...row].map(() => true);
  const combine = (a: Rows, b: Rows, size: number): Rows =>
    vmapGraph(graph, [...a, ...b], all, size);
  return turned(halving(combine, turned(xs), n));
};

/** In which direction `associativeScan` runs. */
export interface AssociativeScanOptions {
  /** from the last row to the first; results keep the places of their rows */
  readonly reverse?: boolean;
}

/** T, whose records and lists may be read-only. */
export type Loose<T> = T extends AnyTensor ? T : { readonly [K in keyof T]: Loose<T[K]> };

/**
 * y_0 = x_0, y_i = f(y_(i-1), x_i) for the rows x_i of a tree along its leading axis, where f must be associative:
 * f(f(a, b), c) = f(a, f(b, c)). Rows are combined in pairs, in O(log n) steps over all of them, so that f sees sums of
 * other ranges than a loop would form. Throws ShapeError if f changes the form of rows. Blelloch 1990. JAX:
 * lax.associative_scan, whose f takes many rows at once.
 */
export function associativeScan<const X>(
  f: (a: RowOf<X>, b: RowOf<X>) => NoInfer<Loose<Tensors<RowOf<X>>>>,
  xs: X,
  options?: AssociativeScanOptions,
): Stacked<RowOf<X>, LeadOf<X> & Dim>;
export function associativeScan(
  f: (...args: never) => unknown,
  xs: unknown,
  { reverse = false }: AssociativeScanOptions = {},
): unknown {
  const values = leaves(xs);
  const n = values[0]?.shape[0];
  if (n === undefined || values.some((x) => x.shape[0] !== n)) {
    throw new ShapeError('associativeScan: xs need one axis to run over');
  }
  const run = (a: Rows, b: Rows): Rows => {
    const [one, other] = [rebuild(xs, a), rebuild(xs, b)];
    const result = untyped(f)(one, other);
    const wrong = diff(one, result, 'associativeScan: a row');
    if (wrong !== null) throw new ShapeError(wrong);
    return leavesLike(one, result);
  };
  return rebuild(xs, associativeScanOf(run, values, reverse));
}
