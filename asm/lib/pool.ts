/**
 * What the pooling kernels share: the part of a window that lies inside the image, and the walk
 * over places. A tap is visited by offsets in bytes.
 */
import { PoolWord } from '../abi-operations';
import { word } from './program';

/** The row of the first tap of a place; negative in the padding. */
// @ts-ignore: decorator
@inline
export function firstRow(g: usize, row: i32): i32 {
  return row * word(g, PoolWord.strideHeight) - word(g, PoolWord.top);
}

/** The column of the first tap of a place; negative in the padding. */
// @ts-ignore: decorator
@inline
export function firstColumn(g: usize, column: i32): i32 {
  return column * word(g, PoolWord.strideWidth) - word(g, PoolWord.left);
}

/** Where the first tap at or after 0 is, of taps from `first` on, `dilation` apart. */
// @ts-ignore: decorator
@inline
export function start(first: i32, dilation: i32): i32 {
  if (first >= 0) return first;
  return dilation == 1 ? 0 : first + ((dilation - 1 - first) / dilation) * dilation;
}

/** How many of the taps from `first` on are inside [0, size). */
// @ts-ignore: decorator
@inline
export function inside(first: i32, taps: i32, size: i32, dilation: i32): i32 {
  const rest = min(first + (taps - 1) * dilation, size - 1) - start(first, dilation);
  if (rest < 0) return 0;
  return (dilation == 1 ? rest : rest / dilation) + 1;
}

/** Bytes from a tap to the one below it. */
// @ts-ignore: decorator
@inline
export function downBytes(g: usize): usize {
  return <usize>word(g, PoolWord.dilationHeight) * rowBytes(g);
}

/** Bytes from a tap to the one beside it. */
// @ts-ignore: decorator
@inline
export function rightBytes(g: usize): usize {
  return <usize>word(g, PoolWord.dilationWidth) * pixelBytes(g);
}

/** Bytes of a pixel. */
// @ts-ignore: decorator
@inline
export function pixelBytes(g: usize): usize {
  return (<usize>word(g, PoolWord.channels)) << 2;
}

/** Bytes of a row of an image. */
// @ts-ignore: decorator
@inline
export function rowBytes(g: usize): usize {
  return <usize>word(g, PoolWord.width) * pixelBytes(g);
}

/** Bytes of an image. */
// @ts-ignore: decorator
@inline
export function imageBytes(g: usize): usize {
  return <usize>word(g, PoolWord.height) * rowBytes(g);
}

/** What a mean divides by, in a window of which `count` taps are inside. */
// @ts-ignore: decorator
@inline
export function divisor(g: usize, count: i32): v128 {
  const fixed = word(g, PoolWord.divisor);
  return f32x4.splat(<f32>(fixed > 0 ? fixed : count));
}

/** The lanes of v that a running maximum m gives way to: greater, or the first NaN. */
// @ts-ignore: decorator
@inline
export function beats(v: v128, m: v128): v128 {
  const nan = v128.andnot(f32x4.ne(v, v), f32x4.ne(m, m));
  return v128.or(f32x4.gt(v, m), nan);
}
