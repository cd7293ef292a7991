/** Zeros put around. */
import { addDim, type DAdd, type Dim } from './dim.ts';
import type * as N from './num.ts';
import { type Shape, type Show, show, type Verdict } from './show.ts';

/** Zeros before and after, for each axis. */
export type Pads = readonly (readonly [before: number, after: number])[];
/** The shape with zeros put around. */
export type Pad<A extends Shape, Z extends Pads> = number extends A['length'] | Z['length']
  ? Dim[]
  : Z['length'] extends A['length']
    ? { -readonly [K in keyof A]: K extends keyof Z ? Padded<A[K], Z[K]> : A[K] }
    : `pad: ${Z['length']} pairs given for ${Show<A>}`;
type Padded<D extends Dim, Z> = Z extends readonly [infer L extends number, infer H extends number]
  ? DAdd<D, N.Add<L, H>>
  : D;
/** The shape with zeros put around. */
export function padShape<const A extends Shape, const Z extends Pads>(
  a: A,
  zeros: Z,
): Verdict<Pad<A, Z>>;
export function padShape(a: Shape, pads: Pads): Shape | string {
  return pads.length === a.length
    ? a.map((d, i) => addDim(d, pads[i]![0] + pads[i]![1]))
    : `pad: ${pads.length} pairs given for ${show(a)}`;
}
