/** What is put around a tensor: a number, or its own entries. */
import { addDim, type DAdd, type Dim } from './dim.ts';
import type { AddInt, IsNegative } from './integer.ts';
import type * as N from './num.ts';
import { type Shape, type Show, show, type Verdict } from './show.ts';

/** How many entries before and after, for each axis. */
export type Pads = readonly (readonly [before: number, after: number])[];
/**
 * Where the entries put around come from: 'reflect' mirrors at the first and last, 'replicate' repeats these, 'circular'
 * goes on at the other end.
 */
export type PadMode = 'reflect' | 'replicate' | 'circular';

/** Whether an axis of size D has as many entries as a mode takes from it, P of them. */
type Suffices<D extends Dim, P extends number, Mode extends PadMode> = number extends D | P
  ? true
  : IsNegative<P> extends true
    ? true
    : P extends 0
      ? true
      : D extends number
        ? Mode extends 'replicate'
          ? D extends 0
            ? false
            : true
          : Mode extends 'circular'
            ? N.Compare<P, D> extends '>'
              ? false
              : true
            : N.Compare<P, D> extends '<'
              ? true
              : false
        : true;
type Short<A extends Shape, Z extends Pads, Mode extends PadMode> = {
  [K in keyof A]: K extends `${number}` & keyof Z
    ? Z[K] extends readonly [infer L extends number, infer H extends number]
      ? Suffices<A[K], L, Mode> extends true
        ? Suffices<A[K], H, Mode> extends true
          ? never
          : K
        : K
      : never
    : never;
}[number];
/** The first of some axes. */
type First<A extends Shape, K extends string, C extends 0[] = []> = C['length'] extends A['length']
  ? never
  : `${C['length']}` extends K
    ? `${C['length']}`
    : First<A, K, [...C, 0]>;

/** The shape with numbers, or its own entries, put around. */
export type Pad<A extends Shape, Z extends Pads, Fill = number> = number extends
  | A['length']
  | Z['length']
  ? Dim[]
  : Z['length'] extends A['length']
    ? Fill extends PadMode
      ? First<A, Short<A, Z, Fill>> extends infer K extends string
        ? [K] extends [never]
          ? Left<A, AllPadded<A, Z>>
          : `pad: axis ${K} of ${Show<A>} is too short to ${Fill} [${ShowPair<Z[K & keyof Z]>}]`
        : never
      : Left<A, AllPadded<A, Z>>
    : `pad: ${Z['length']} pairs given for ${Show<A>}`;
type ShowPair<P> = P extends readonly [infer L extends number, infer H extends number]
  ? `${L}, ${H}`
  : never;
type AllPadded<A extends Shape, Z extends Pads> = {
  -readonly [K in keyof A]: K extends keyof Z ? Padded<A[K], Z[K]> : A[K];
};
/** R, unless more is cut off an axis than it has. */
type Left<A extends Shape, R extends Shape> =
  First<A, `${Gone<R>}`> extends infer K extends string
    ? [K] extends [never]
      ? R
      : `pad: more is cut off axis ${K} of ${Show<A>} than it has`
    : never;
type Gone<R extends Shape> = {
  [K in keyof R]: `${R[K] & Dim}` extends `-${number}` ? K & string : never;
}[number];
type Padded<D extends Dim, Z> = Z extends readonly [infer L extends number, infer H extends number]
  ? DAdd<D, AddInt<L, H>>
  : D;

/** Whether an axis has as many entries as a mode takes from it. */
const suffices = (d: Dim, p: number, mode: PadMode): boolean => {
  if (typeof d !== 'number' || p <= 0) return true;
  if (mode === 'replicate') return d > 0;
  return mode === 'circular' ? p <= d : p < d;
};
/** The shape with numbers, or its own entries, put around. */
export function padShape<
  const A extends Shape,
  const Z extends Pads,
  const Fill extends number | PadMode = number,
>(a: A, pads: Z, fill?: Fill): Verdict<Pad<A, Z, Fill>>;
export function padShape(a: Shape, pads: Pads, fill: number | PadMode = 0): Shape | string {
  if (pads.length !== a.length) return `pad: ${pads.length} pairs given for ${show(a)}`;
  const mode = typeof fill === 'number' ? undefined : fill;
  const short = mode && a.findIndex((d, k) => !pads[k]!.every((n) => suffices(d, n, mode)));
  const padded = a.map((d, i) => addDim(d, pads[i]![0] + pads[i]![1]));
  const gone = padded.findIndex((d) => typeof d === 'number' && d < 0);
  if (gone >= 0) return `pad: more is cut off axis ${gone} of ${show(a)} than it has`;
  return short === undefined || short < 0
    ? padded
    : `pad: axis ${short} of ${show(a)} is too short to ${mode} [${pads[short]!.join(', ')}]`;
}
