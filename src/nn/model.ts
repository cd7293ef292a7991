/** Functions of (parameters, input) over named sizes: the body is traced once, the names are bound at each call. */
import { ShapeError } from '../core/error.ts';
import { closed, fresh, specialise } from '../core/graph.ts';
import type { TensorType, Value } from '../core/node.ts';
import type { AnyTensor, One, Tensor } from '../core/tensor.ts';
import {
  type Diff,
  diff,
  formals,
  leaves,
  leavesLike,
  type ParamsOf,
  type Spec,
} from '../tree/index.ts';
import type { DType } from '../types/dtype.ts';
import { type Bind, bindShape, type Shape, type Subst } from '../types/shape.ts';

/** A function of parameters P and an input X; a wrong argument becomes the sentence that says why. */
export type Model<X extends AnyTensor, Y extends AnyTensor, P> = <A extends Shape, Q>(
  params: Q extends P ? Q : One<Diff<P, Q>>,
  x: Bind<X['shape'], A> extends infer M extends string ? M : Tensor<A, X['dtype']>,
) => Tensor<Subst<Y['shape'], Bind<X['shape'], A>>, Y['dtype']>;

type Apply = (params: unknown, x: Value) => Value;

/** A traced body as a function: parameters checked, names bound, the graph specialised. */
export const applied = (params: unknown, x: Value, y: Value): Apply => {
  const graph = closed({ params: [...leaves(params), x], results: [y] });
  return (given, a) => {
    const wrong = diff(params, given);
    if (wrong !== null) throw new ShapeError(wrong);
    const sizes = bindShape(x.shape, a.shape);
    if (typeof sizes === 'string') throw new ShapeError(sizes);
    return specialise(graph, [...leavesLike(params, given), a], sizes)[0]!;
  };
};

/**
 * A model from a body: model({ l: spec.dense(784, 10) }, f32('B', 784), (p, x) => dense(p.l)(x)). Inside the body the
 * shape of x is the named one; a call binds the names to the sizes of its argument.
 */
export function model<P, S extends Shape, D extends DType, Y extends AnyTensor>(
  params: P,
  input: Spec<S, D>,
  body: (params: ParamsOf<P>, x: Tensor<S, D>) => Y,
): Model<Tensor<S, D>, Y, ParamsOf<P>>;
export function model(
  params: unknown,
  input: TensorType,
  body: (params: unknown, x: Value) => Value,
): unknown {
  const symbols = formals(params);
  const x = fresh(input);
  return applied(symbols, x, body(symbols, x));
}
