/** Images as the patches under a window (im2col) and patches added up to images (col2im), channels last, as layers. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { Float, Integer } from '../types/dtype.ts';
import {
  each,
  type Fold as FoldRule,
  foldShape,
  type Padding,
  type Padding2d,
  type Pair,
  type Unfold as UnfoldRule,
  unfoldShape,
} from '../types/shape.ts';
import { checkGeometry, type Geometry, imageOf, whole, windowsOf } from './conv-geometry.ts';
import { numbers } from './rules.ts';

/** How a window moves over an image. */
export interface PatchOptions<Stride, Pad, Dilation> {
  /** pixels from one patch to the next, 1 if absent */
  readonly stride?: Stride;
  /** zeros around the image, 'valid' if absent */
  readonly padding?: Pad;
  /** pixels from one tap of the window to the next, 1 if absent */
  readonly dilation?: Dilation;
}

/** The type of `unfold(k)`: [B, H, W, C] -> [B, rows, columns, taps x C]. */
export interface Unfold<
  K extends Pair,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair,
> extends Layer {
  readonly [Out]: Mk<UnfoldRule<InShape<this>, K, Stride, Pad, Dilation>, InDType<this>>;
}
/** The type of `fold(size, k)`: [B, rows, columns, taps x C] -> [B, H, W, C]. */
export interface Fold<
  Size extends readonly [Dim, Dim],
  K extends Pair,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair,
> extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? Mk<FoldRule<InShape<this>, Size, K, Stride, Pad, Dilation>, InDType<this>>
    : `fold: needs a number tensor, got ${InDType<this>['dtype']}`;
}

type Options = PatchOptions<Pair, Padding2d, Pair>;

/** The window and how it moves, checked. */
const movesOf = (
  op: string,
  k: Pair,
  { stride = 1, padding = 'valid', dilation = 1 }: Options,
): Geometry & { readonly size: readonly number[] } => {
  const g = {
    size: each(2, k),
    stride: each(2, stride),
    padding: each<Padding>(2, padding),
    dilation: each(2, dilation),
  };
  whole(op, 'window', g.size);
  checkGeometry(op, g);
  return g;
};

/**
 * The patches under a window, each as one row: y[b, i, j, (s kw + t) C + c] = x[b, i stride + s dilation - before,
 * j stride + t dilation - before, c], zero outside: [B, H, W, C] -> [B, rows, columns, kh kw C]. A patch lists its
 * elements in the order of a kernel [kh, kw, C, out], so that a convolution is a product of matrices. im2col; PyTorch:
 * Unfold (there the channel is the first index of a patch, and the places are one axis); TensorFlow: extract_patches.
 */
export const unfold = <
  const K extends Pair,
  const Stride extends Pair = 1,
  const Pad extends Padding2d = 'valid',
  const Dilation extends Pair = 1,
>(
  k: K,
  o: PatchOptions<Stride, Pad, Dilation> = {},
): Unfold<K, Stride, Pad, Dilation> => {
  const { size, ...g } = movesOf('unfold', k, o);
  return layer((x) => {
    const shape = must(unfoldShape(x.shape, k, o.stride ?? 1, o.padding ?? 'valid', o.dilation));
    return p.reshape(p.permute(windowsOf(x, size, g), [0, 1, 2, 4, 5, 3]), shape);
  }, 'unfold');
};

/**
 * The adjoint of `unfold`: every element of every patch is added to the pixel of an image of [height, width] that it
 * lies over; what lies over the padding is dropped: [B, rows, columns, kh kw C] -> [B, H, W, C]. col2im; PyTorch: Fold
 * (there the channel is the first index of a patch, and the places are one axis).
 */
export const fold = <
  const Size extends readonly [Dim, Dim],
  const K extends Pair,
  const Stride extends Pair = 1,
  const Pad extends Padding2d = 'valid',
  const Dilation extends Pair = 1,
>(
  to: Size,
  k: K,
  o: PatchOptions<Stride, Pad, Dilation> = {},
): Fold<Size, K, Stride, Pad, Dilation> => {
  const { size, ...g } = movesOf('fold', k, o);
  return layer((x) => {
    const a = numbers('fold', x).shape;
    const image = must(foldShape(a, to, k, o.stride ?? 1, o.padding ?? 'valid', o.dilation));
    const patches = p.reshape(x, [...a.slice(0, 3), ...size, image[3]!]);
    return imageOf(p.permute(patches, [0, 1, 2, 5, 3, 4]), to, size, g);
  }, 'fold');
};
