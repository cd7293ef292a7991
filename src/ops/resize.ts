/** Sequences, images and volumes of another size, by values between their elements. Axis by axis. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must } from '../core/tensor.ts';
import type { Dim } from '../types/dim.ts';
import type { Float } from '../types/dtype.ts';
import {
  each,
  type PerAxis,
  type Resize as ResizeRule,
  resizeShape,
  type Shape,
  type Upsample as UpsampleRule,
  upsampleShape,
} from '../types/shape.ts';
import { whole } from './conv-geometry.ts';
import { floats } from './rules.ts';
import { type ResizeMode, resampled } from './sampling.ts';

/** How values between elements are made. */
export interface UpsampleOptions {
  /**
   * 'nearest' if absent: the element at or before the place; 'linear': of the two around it (of four on images:
   * bilinear); 'cubic': of four (of sixteen: bicubic)
   */
  readonly mode?: ResizeMode;
  /**
   * whether the centres of the elements at the corners keep their places, or the corners themselves do (false, if
   * absent); without meaning for 'nearest'
   */
  readonly alignCorners?: boolean;
}
/** How values between elements are made, and where. */
export interface ResizeOptions extends UpsampleOptions {
  /** new size / old size, if not the quotient of these whole numbers; without meaning with alignCorners */
  readonly scale?: PerAxis;
}

const resized = (x: Value, shape: Shape, options: ResizeOptions): Value => {
  const { mode = 'nearest', alignCorners = false, scale } = options;
  const rank = x.shape.length - 2;
  const scales = scale === undefined ? [] : each<number>(rank, scale);
  const plan = (from: Dim, to: Dim, k: number) => ({
    from,
    to,
    mode,
    alignCorners,
    ...(scales[k] === undefined ? {} : { scale: scales[k] }),
  });
  return shape
    .slice(1, -1)
    .reduce((y: Value, to, k) => resampled(y, k + 1, plan(x.shape[k + 1]!, to, k)), x);
};

/** The type of `resize(size)`: [batch, ...space, channels] to [batch, ...size, channels]. */
export interface Resize<Size extends PerAxis> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<ResizeRule<InShape<this>, Size>, InDType<this>>
    : `resize: needs a float tensor, got ${InDType<this>['dtype']}`;
}

const positive = (scale: PerAxis | undefined): void => {
  const wrong = [scale ?? 1].flat().find((x) => !(x > 0));
  if (wrong !== undefined) throw new RangeError(`resize: scale must be positive, got ${wrong}`);
};

/**
 * x at another size: [B, ...space, C] -> [B, ...size, C]. Element i of the new axis lies at (i + 1/2) old / new - 1/2 of
 * the old one (nearest: at i old / new; alignCorners: at i (old - 1) / (new - 1)); beyond the edge stands its last
 * element. Weights of cubic: Keys 1981 with a = -0.75. PyTorch: F.interpolate(size); Keras: Resizing.
 */
export const resize = <const Size extends PerAxis>(
  size: Size,
  options: ResizeOptions = {},
): Resize<Size> => {
  whole('resize', 'size', [size].flat());
  positive(options.scale);
  return layer((x) => {
    const shape = must(resizeShape(floats('resize', x).shape, size));
    return resized(x, shape, options);
  }, 'resize');
};

/** The type of `upsample(scale)`: [batch, ...space, channels], the axes of space multiplied. */
export interface Upsample<Scale extends PerAxis> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<UpsampleRule<InShape<this>, Scale>, InDType<this>>
    : `upsample: needs a float tensor, got ${InDType<this>['dtype']}`;
}
/**
 * x with axes of space a whole number of times as long: [B, H, W, C] -> [B, 2 H, 2 W, C] by upsample(2). As `resize`.
 * PyTorch: Upsample(scale_factor); Keras: UpSampling2D.
 */
export const upsample = <const Scale extends PerAxis>(
  scale: Scale,
  options: UpsampleOptions = {},
): Upsample<Scale> => {
  whole('upsample', 'scale', [scale].flat());
  return layer((x) => {
    const shape = must(upsampleShape(floats('upsample', x).shape, scale));
    return resized(x, shape, { ...options });
  }, 'upsample');
};
