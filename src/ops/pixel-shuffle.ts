/** Channels as the pixels of a finer image, and back, as layers. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import {
  type PixelShuffle as PixelShuffleRule,
  type PixelUnshuffle as PixelUnshuffleRule,
  pixelShuffleShape,
  pixelUnshuffleShape,
} from '../types/shape.ts';
import { whole } from './conv-geometry.ts';

/** The type of `pixelShuffle(f)`: [B, H, W, F F C] -> [B, F H, F W, C]. */
export interface PixelShuffle<F extends number> extends Layer {
  readonly [Out]: Mk<PixelShuffleRule<InShape<this>, F>, InDType<this>>;
}
/** The type of `pixelUnshuffle(f)`: [B, F H, F W, C] -> [B, H, W, F F C]. */
export interface PixelUnshuffle<F extends number> extends Layer {
  readonly [Out]: Mk<PixelUnshuffleRule<InShape<this>, F>, InDType<this>>;
}

/**
 * y[b, f i + s, f j + t, c] = x[b, i, j, (c f + s) f + t]: [B, H, W, f f C] -> [B, f H, f W, C], an upscaling by f whose
 * new pixels are channels. Shi et al. 2016. PyTorch: PixelShuffle, with its order of channels; TensorFlow's
 * depth_to_space has the channel c last in the sum.
 */
export const pixelShuffle = <const F extends number>(f: F): PixelShuffle<F> => {
  whole('pixelShuffle', 'factor', [f]);
  return layer((x) => {
    const to = must(pixelShuffleShape(x.shape, f));
    const parts = p.reshape(x, [...x.shape.slice(0, 3), to[3]!, f, f]);
    return p.reshape(p.permute(parts, [0, 1, 4, 2, 5, 3]), to);
  }, 'pixelShuffle');
};

/**
 * The inverse of `pixelShuffle`: y[b, i, j, (c f + s) f + t] = x[b, f i + s, f j + t, c]:
 * [B, f H, f W, C] -> [B, H, W, f f C]. PyTorch: PixelUnshuffle, with its order of channels.
 */
export const pixelUnshuffle = <const F extends number>(f: F): PixelUnshuffle<F> => {
  whole('pixelUnshuffle', 'factor', [f]);
  return layer((x) => {
    const to = must(pixelUnshuffleShape(x.shape, f));
    const [b, rows, columns] = to;
    const parts = p.reshape(x, [b!, rows!, f, columns!, f, x.shape[3]!]);
    return p.reshape(p.permute(parts, [0, 1, 3, 5, 2, 4]), to);
  }, 'pixelUnshuffle');
};
