/** The gated linear unit, as a layer. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { Float } from '../types/dtype.ts';
import { axisOf, type Glu as GluRule, gluShape, type Shape } from '../types/shape.ts';
import { floats } from './rules.ts';
import { sigmoidOf } from './smooth.ts';

/** The type of `glu(axis)`: the axis has half its size. */
export interface Glu<I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<GluRule<InShape<this>, I>, InDType<this>>
    : `glu: needs a float tensor, got ${InDType<this>['dtype']}`;
}

const part = (x: Value, size: Shape, axis: number, from: Dim): Value =>
  p.slice(x, {
    start: size.map((_, k) => (k === axis ? from : 0)),
    size,
    stride: size.map(() => 1),
  });

/**
 * a sigmoid(b), a being the first half of the axis and b the second: ['B', 8] -> ['B', 4] by glu(-1). Dauphin et al.
 * 2016. PyTorch: glu; JAX: nn.glu.
 */
export const glu = <const I extends number>(axis: I): Glu<I> =>
  layer((x) => {
    const size = must(gluShape(floats('glu', x).shape, axis));
    const at = axisOf(x.shape, axis);
    return p.mul(part(x, size, at, 0), sigmoidOf(part(x, size, at, size[at]!)));
  }, 'glu');
