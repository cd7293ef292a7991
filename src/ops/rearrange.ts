/** Axes rearranged by a pattern of names, as einops writes it: what reshape, permute and reshape again do. */
import { ShapeError } from '../core/error.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Mk } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { type Rearrange, rearrangement } from '../types/shape.ts';

/** The sizes of axes in parentheses, by name. */
export type AxisSizes = Readonly<Record<string, Dim>>;

/** The type of `rearrange(pattern, sizes)`. */
export interface Rearranged<P extends string, Given extends AxisSizes> extends Layer {
  readonly [Out]: Mk<Rearrange<P, InShape<this>, Given>, InDType<this>>;
}

/**
 * The axes rearranged by a pattern of names: 'b (h w) c -> b h w c' splits one, 'b h w c -> b (h w) c' joins two,
 * 'b h w c -> b c h w' moves one. In parentheses at most one size is not given: rearrange('b t (h d) -> b h t d',
 * { h: 12 }) makes [B, T, 768] to [B, 12, T, 64]. '1' is an axis of one entry. Throws ShapeError where pattern and shape
 * do not fit. Rogozhnikov 2022. einops: rearrange.
 */
export const rearrange = <const P extends string, const Given extends AxisSizes = {}>(
  pattern: P,
  sizes?: Given,
): Rearranged<P, Given> =>
  layer((x) => {
    const steps = rearrangement(pattern, x.shape, sizes);
    if (typeof steps === 'string') throw new ShapeError(steps);
    const apart = p.reshape(x, steps.apart);
    return p.reshape(p.permute(apart, steps.axes), steps.shape);
  }, 'rearrange');
