/** Layers that users define: stages of `net` with parameters of their own. */
import { type Def, def } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Tensor, untyped } from '../core/tensor.ts';
import { child, type ParamsOf } from '../tree/index.ts';
import type { Shape } from '../types/shape.ts';
import { width } from './params.ts';

/**
 * A stage of `net` with parameters under a name: defineLayer('shift', name, (features) => ({ b: spec.array([features],
 * zerosOf) }), (p, x) => add(x, p.b)). `specs` says which parameters there are for an input with so many features, the size
 * of its last axis; `apply` is the function of them. What it gives and holds is the declared type of the result, an
 * interface that extends Def. Throws ShapeError where the last axis is a name. Keras: Layer with build and call.
 */
export function defineLayer<D extends Def, S>(
  kind: string,
  name: string,
  specs: (features: number, x: Tensor<Shape>) => S,
  apply: (params: ParamsOf<S>, x: Tensor<Shape>) => AnyTensor,
): D;
export function defineLayer(
  kind: string,
  name: string,
  specs: (...args: never) => unknown,
  apply: (...args: never) => Value,
): Def {
  const [specsAt, run] = [untyped(specs), untyped(apply)];
  return def(kind, (x) => ({
    params: { [name]: specsAt(width(kind, x), x) },
    apply: (params, v) => run(child(params, name), v),
  }));
}
