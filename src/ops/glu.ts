/** The gated linear unit, as a layer. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Float } from '../types/dtype.ts';
import { axisOf, type Glu as GluRule, gluShape } from '../types/shape.ts';
import { entries } from './parts.ts';
import { floats } from './rules.ts';
import { sigmoidOf } from './smooth.ts';

/** The type of `glu(axis)`: the axis has half its size. */
export interface Glu<I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<GluRule<InShape<this>, I>, InDType<this>>
    : `glu: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/**
 * a sigmoid(b), a being the first half of the axis and b the second: ['B', 8] -> ['B', 4] by glu(-1). Dauphin et al.
 * 2016. PyTorch: glu; JAX: nn.glu.
 */
export const glu = <const I extends number>(axis: I): Glu<I> =>
  layer((x) => {
    const shape = must(gluShape(floats('glu', x).shape, axis));
    const at = axisOf(x.shape, axis);
    const half = shape[at]!;
    return p.mul(entries(x, at, 0, half), sigmoidOf(entries(x, at, half, half)));
  }, 'glu');
