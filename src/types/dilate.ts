/** Sizes of tensors with zeros between their entries. */
import { addDim, type DAdd, type Dim, type DMul, type DSub, mulDim, subDim } from './dim.ts';
import { type DynRank, type Shape, type Show, show, type Verdict } from './show.ts';

type Dilated<D extends Dim, S extends number> = D extends 0
  ? 0
  : DAdd<DMul<DSub<D, 1>, S>, 1> extends infer R extends Dim
    ? R
    : never;
const dilated = (d: Dim, step: number): Dim =>
  d === 0 ? 0 : addDim(mulDim(subDim(d, 1), step), 1);

/** The shape with step - 1 zeros between neighbours, or the message. */
export type Dilate<A extends Shape, Z extends readonly number[]> = number extends Z['length']
  ? Dim[]
  : DynRank<A> extends true
    ? Dim[]
    : A['length'] extends Z['length']
      ? { -readonly [K in keyof A]: Dilated<A[K] & Dim, Z[K & keyof Z] & number> }
      : `dilate: ${Z['length']} steps for the axes of ${Show<A>}`;
/** The shape with step - 1 zeros between neighbours, or the message. */
export function dilateShape<const A extends Shape, const Z extends readonly number[]>(
  a: A,
  steps: Z,
): Verdict<Dilate<A, Z>>;
export function dilateShape(a: Shape, steps: readonly number[]): Shape | string {
  return a.length === steps.length
    ? a.map((d, k) => dilated(d, steps[k]!))
    : `dilate: ${steps.length} steps for the axes of ${show(a)}`;
}
