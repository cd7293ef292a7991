/** Channels as the pixels of a finer image, and back; channels last. */
import { type DExact, type Dim, type DMul, exactDim, mulDim } from './dim.ts';
import type * as N from './num.ts';
import { type DynRank, type Shape, type Show, type ShowDim, show, type Verdict } from './show.ts';
import { type NoBatch, noBatch } from './window.ts';

type Undivided<
  Op extends string,
  What extends string,
  D extends Dim,
  A extends Shape,
  F extends number,
> = `${Op}: ${What} ${ShowDim<D>} of ${Show<A>} is not divisible by ${F}`;
const undivided = (op: string, what: string, d: Dim, a: Shape, f: number): string =>
  `${op}: ${what} ${d} of ${show(a)} is not divisible by ${f}`;

/** [batch, height, width, F F channels] is [batch, F height, F width, channels]. */
export type PixelShuffle<A extends Shape, F extends number> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [
          infer B extends Dim,
          infer H extends Dim,
          infer W extends Dim,
          infer C extends Dim,
        ]
      ? DExact<C, N.Mul<F, F>> extends infer K
        ? [K] extends [never]
          ? Undivided<'pixelShuffle', 'channel size', C, A, N.Mul<F, F>>
          : [B, DMul<H, F>, DMul<W, F>, K]
        : never
      : NoBatch<'pixelShuffle', A, 2>;
/** [batch, height, width, f f channels] is [batch, f height, f width, channels]. */
export function pixelShuffleShape<const A extends Shape, const F extends number>(
  a: A,
  f: F,
): Verdict<PixelShuffle<A, F>>;
export function pixelShuffleShape(a: Shape, f: number): Shape | string {
  const [b, h, w, c] = a;
  if (a.length !== 4 || c === undefined) return noBatch('pixelShuffle', a, 2);
  const channels = exactDim(c, f * f);
  return channels === null
    ? undivided('pixelShuffle', 'channel size', c, a, f * f)
    : [b!, mulDim(h!, f), mulDim(w!, f), channels];
}

/** [batch, F height, F width, channels] is [batch, height, width, F F channels]. */
export type PixelUnshuffle<A extends Shape, F extends number> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [
          infer B extends Dim,
          infer H extends Dim,
          infer W extends Dim,
          infer C extends Dim,
        ]
      ? [DExact<H, F>] extends [never]
        ? Undivided<'pixelUnshuffle', 'height', H, A, F>
        : [DExact<W, F>] extends [never]
          ? Undivided<'pixelUnshuffle', 'width', W, A, F>
          : [B, DExact<H, F>, DExact<W, F>, DMul<C, N.Mul<F, F>>]
      : NoBatch<'pixelUnshuffle', A, 2>;
/** [batch, f height, f width, channels] is [batch, height, width, f f channels]. */
export function pixelUnshuffleShape<const A extends Shape, const F extends number>(
  a: A,
  f: F,
): Verdict<PixelUnshuffle<A, F>>;
export function pixelUnshuffleShape(a: Shape, f: number): Shape | string {
  const [b, h, w, c] = a;
  if (a.length !== 4 || c === undefined) return noBatch('pixelUnshuffle', a, 2);
  const [rows, columns] = [exactDim(h!, f), exactDim(w!, f)];
  if (rows === null) return undivided('pixelUnshuffle', 'height', h!, a, f);
  return columns === null
    ? undivided('pixelUnshuffle', 'width', w!, a, f)
    : [b!, rows, columns, mulDim(c, f * f)];
}
