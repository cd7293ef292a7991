/** Images, sequences and volumes of another size, and values sampled at places of an image; channels last. */
import { type Dim, type DMul, mulDim } from './dim.ts';
import {
  type DynRank,
  type MsgNeq,
  neq,
  type Shape,
  type Show,
  show,
  type Uni,
  type Verdict,
} from './show.ts';
import {
  each,
  type Image,
  image,
  type NoBatch,
  type NoSpace,
  noBatch,
  noSpace,
  type PerAxis,
  type Rank,
} from './window.ts';

type NoElements<Op extends string, A extends Shape> = `${Op}: ${Show<A>} has no elements to sample`;

/** R, unless an axis of space is known to be empty. */
type Sampled<S extends Shape, R, A extends Shape, Op extends string> = [
  Extract<S[number], 0>,
] extends [never]
  ? R
  : NoElements<Op, A>;
/** What is said of n axes of space, a number standing for all alike. */
type OnSpace<S extends Shape, P> = P extends readonly unknown[]
  ? P
  : { -readonly [K in keyof S]: P };
type CheckedSpace<A extends Shape, P extends PerAxis, Op extends string, R> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [Dim, ...infer S extends Shape, Dim]
      ? P extends readonly number[]
        ? P['length'] extends S['length']
          ? Sampled<S, R, A, Op>
          : NoBatch<Op, A, P['length'] & Rank>
        : S extends readonly []
          ? NoSpace<Op, A>
          : Sampled<S, R, A, Op>
      : P extends readonly number[]
        ? NoBatch<Op, A, P['length'] & Rank>
        : NoSpace<Op, A>;
/** The sentence for an input without the axes of space that are spoken of, or with empty ones; else null. */
const wrongSpace = (op: string, a: Shape, p: PerAxis): string | null => {
  if (typeof p === 'object' && a.length !== p.length + 2) return noBatch(op, a, p.length);
  if (a.length < 3) return noSpace(op, a);
  return a.slice(1, -1).includes(0) ? `${op}: ${show(a)} has no elements to sample` : null;
};

/** [batch, ...space, channels] is [batch, ...size, channels]. */
export type Resize<A extends Shape, Size extends PerAxis> = CheckedSpace<
  A,
  Size,
  'resize',
  A extends readonly [infer B extends Dim, ...infer S extends Shape, infer C extends Dim]
    ? OnSpace<S, Size> extends infer P extends Shape
      ? [B, ...P, C]
      : never
    : never
>;
/** [batch, ...space, channels] is [batch, ...size, channels]. */
export function resizeShape<const A extends Shape, const Size extends PerAxis>(
  a: A,
  size: Size,
): Verdict<Resize<A, Size>>;
export function resizeShape(a: Shape, size: PerAxis): Shape | string {
  return wrongSpace('resize', a, size) ?? [a[0]!, ...each<number>(a.length - 2, size), a.at(-1)!];
}

type Multiplied<S extends Shape, P> = {
  -readonly [K in keyof S]: K extends keyof P ? DMul<S[K], P[K] & number> : never;
};
/** [batch, ...space, channels] is [batch, ...scale times space, channels]. */
export type Upsample<A extends Shape, Scale extends PerAxis> = CheckedSpace<
  A,
  Scale,
  'upsample',
  A extends readonly [infer B extends Dim, ...infer S extends Shape, infer C extends Dim]
    ? Multiplied<S, OnSpace<S, Scale>> extends infer P extends Shape
      ? [B, ...P, C]
      : never
    : never
>;
/** [batch, ...space, channels] is [batch, ...scale times space, channels]. */
export function upsampleShape<const A extends Shape, const Scale extends PerAxis>(
  a: A,
  scale: Scale,
): Verdict<Upsample<A, Scale>>;
export function upsampleShape(a: Shape, scale: PerAxis): Shape | string {
  const wrong = wrongSpace('upsample', a, scale);
  if (wrong !== null) return wrong;
  const scales = each<number>(a.length - 2, scale);
  return [a[0]!, ...a.slice(1, -1).map((d, k) => mulDim(d, scales[k]!)), a.at(-1)!];
}

/** [B, H, W, C] at [B, ...P, 2] is [B, ...P, C]. */
export type GridSample<A extends Shape, G extends Shape> = true extends DynRank<A> | DynRank<G>
  ? Dim[]
  : A extends readonly [
        infer B extends Dim,
        infer H extends Dim,
        infer W extends Dim,
        infer C extends Dim,
      ]
    ? G extends readonly [infer GB extends Dim, ...infer P extends Shape, infer Two extends Dim]
      ? [Uni<Two, 2>] extends [never]
        ? NoGrid<G>
        : [Uni<B, GB>] extends [never]
          ? `gridSample: batches differ: ${Show<A>} at ${Show<G>} ${MsgNeq<B, GB>}`
          : Sampled<[H, W], [B, ...P, C], A, 'gridSample'>
      : NoGrid<G>
    : Image<'gridSample', A>;
type NoGrid<G extends Shape> = `gridSample: the grid must be [batch, ...places, 2], got ${Show<G>}`;
/** [B, H, W, C] at [B, ...P, 2] is [B, ...P, C]. */
export function gridSampleShape<const A extends Shape, const G extends Shape>(
  a: A,
  grid: G,
): Verdict<GridSample<A, G>>;
export function gridSampleShape(a: Shape, grid: Shape): Shape | string {
  if (a.length !== 4) return image('gridSample', a);
  if (grid.length < 2 || grid.at(-1) !== 2) {
    return `gridSample: the grid must be [batch, ...places, 2], got ${show(grid)}`;
  }
  const [b, g] = [a[0]!, grid[0]!];
  if (b !== g) return `gridSample: batches differ: ${show(a)} at ${show(grid)} ${neq(b, g)}`;
  return wrongSpace('gridSample', a, 1) ?? [b, ...grid.slice(1, -1), a[3]!];
}
