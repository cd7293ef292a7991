/** Functions of (parameters, input) over named sizes: the body is traced once, the names are bound at each call. */
import { DTypeError, ShapeError } from '../core/error.ts';
import { closed, fresh, specialise } from '../core/graph.ts';
import type { TensorType, Value } from '../core/node.ts';
import { type AnyTensor, isValue, type Ret, type Tensor, untyped } from '../core/tensor.ts';
import type { Key } from '../random/index.ts';
import {
  bindTrees,
  type Checked,
  type Diff,
  diff,
  type Formals,
  formals,
  type Init,
  initOf,
  isSpec,
  leaves,
  leavesLike,
  type ParamsOf,
  rebuild,
  type SizesOf,
  type Spec,
  type SubstTensors,
} from '../tree/index.ts';
import { type DType, equalDType } from '../types/dtype.ts';
import { type Bind, bindShape, type Shape, type Subst } from '../types/shape.ts';
import type { Listed, StageSummary } from './stage.ts';

/** The input of a model: a tensor of shape A and dtype D where it fits X, else the sentence. */
export type Bound<X extends AnyTensor, A extends Shape, D extends DType> = [D] extends [X['dtype']]
  ? Bind<X['shape'], A> extends infer M extends string
    ? M
    : Tensor<A, D>
  : `expected dtype ${X['dtype']['dtype']}, got ${D['dtype']}`;
/** The parameters of a model: Q where it is the tree P, else the sentence. */
export type Fits<P, Q> = Q extends P ? Q : Diff<P, Q>;
/** The output of a model from X to Y at an input of shape A. */
export type OutputAt<X extends AnyTensor, Y extends AnyTensor, A extends Shape> = Ret<
  Subst<Y['shape'], Bind<X['shape'], A>>,
  Y['dtype']
>;

/** A function of parameters P and an input X; a wrong argument becomes the sentence that says why. */
export type Model<X extends AnyTensor, Y extends AnyTensor, P> = <
  A extends Shape,
  D extends DType,
  const Q,
>(
  params: Fits<P, Q>,
  x: Bound<X, A, D>,
) => OutputAt<X, Y, A>;

/** What a network says of itself. */
export interface Described<X extends AnyTensor, Y extends AnyTensor> {
  /** what it takes, as it was specified: f32('B', 784) */
  readonly input: Spec<X['shape'], X['dtype']>;
  /** what it gives at that input */
  readonly output: Spec<Y['shape'], Y['dtype']>;
  /** what it consists of, with the shape after each stage and the number of its parameters */
  readonly stages: readonly StageSummary[];
  /** whether stages draw random numbers in training */
  readonly random: boolean;
}

type StateFits<S, T> = T extends S ? T : Diff<S, T, 'state:'>;

/**
 * The output for a batch of training and the state after it. Every stage draws from the key folded with its own name:
 * the same key gives the same numbers, and another stage does not change them.
 */
export type Train<X extends AnyTensor, Y extends AnyTensor, P, S> = <
  A extends Shape,
  D extends DType,
  Q,
  T,
>(
  params: Fits<P, Q>,
  state: StateFits<S, T>,
  key: Key,
  x: Bound<X, A, D>,
) => readonly [OutputAt<X, Y, A>, S];

/** The network in evaluation, as a model of its parameters. */
export type With<X extends AnyTensor, Y extends AnyTensor, P, S> = <T>(
  state: StateFits<S, T>,
) => Model<X, Y, P>;

/**
 * A model with the specification of its parameters: init(net.params, key(0)). It keeps no state. Fs are the types of its
 * stages.
 */
export interface Net<
  X extends AnyTensor,
  Y extends AnyTensor,
  P,
  Fs extends readonly unknown[] = readonly unknown[],
> extends Model<X, Y, P>,
    Described<X, Y> {
  readonly [Listed]: Fs;
  readonly params: Init<P>;
  readonly state: Init<{}>;
  readonly train: Train<X, Y, P, {}>;
  readonly with: With<X, Y, P, {}>;
}

/** Throws unless `given` is the tree `formal`; messages call it by its label. */
export const checkTree = (label: string, formal: unknown, given: unknown): void => {
  const wrong = diff(formal, given, `${label}:`);
  if (wrong !== null) throw new ShapeError(wrong);
};

type Apply = (trees: readonly unknown[], x: Value) => readonly Value[];

/** A traced body as a function of trees and x: trees checked, names bound, the graph specialised. */
export const applied = (
  formal: readonly (readonly [label: string, tree: unknown])[],
  x: Value,
  results: readonly Value[],
): Apply => {
  const graph = closed({ params: [...formal.flatMap(([, t]) => leaves(t)), x], results });
  return (given, a) => {
    formal.forEach(([label, tree], i) => {
      checkTree(label, tree, given[i]);
    });
    if (!equalDType(x.dtype, a.dtype)) {
      throw new DTypeError(`expected dtype ${x.dtype.dtype}, got ${a.dtype.dtype}`);
    }
    const sizes = bindShape(x.shape, a.shape);
    if (typeof sizes === 'string') throw new ShapeError(sizes);
    const args = formal.flatMap(([, tree], i) => leavesLike(tree, given[i]));
    return specialise(graph, [...args, a], sizes);
  };
};

/** A network that is the same function in training and in evaluation, and keeps no state. */
export const plainNet = (
  evaluate: (params: unknown, x: Value) => Value,
  members: object,
): unknown => {
  const train = (params: unknown, state: unknown, _: unknown, x: Value): readonly unknown[] => {
    checkTree('state', {}, state);
    return [evaluate(params, x), {}];
  };
  return Object.assign(evaluate, members, { train });
};

/** A function of parameters P and several inputs I: trees of tensors, whose names a call binds together. */
export interface MultiModel<I extends readonly unknown[], R, P> {
  <A extends readonly unknown[], Q>(
    params: Fits<P, Q>,
    ...inputs: Checked<Formals<I>, A>
  ): SubstTensors<R, SizesOf<Formals<I>, A>>;
  readonly params: Init<P>;
  /** what it takes, as it was specified: [f32('B', 784), i32('B')] */
  readonly inputs: I;
}

const multiModel = (
  params: unknown,
  inputs: readonly unknown[],
  body: (...args: readonly unknown[]) => unknown,
): unknown => {
  const formal = [params, ...inputs].map((spec) => formals(spec));
  const result = body(...formal);
  const graph = closed({ params: leaves(formal), results: leaves(result) });
  const apply = (...args: readonly unknown[]): unknown => {
    const { sizes, values } = bindTrees('model', formal, args);
    return rebuild(result, specialise(graph, values, sizes));
  };
  return Object.assign(apply, { params: initOf(params), inputs });
};

/**
 * A network from a body: model({ l: spec.dense(784, 10) }, f32('B', 784), (p, x) => dense(p.l)(x)). Inside the body the
 * shape of x is the named one; a call binds the names to the sizes of its argument. A list of inputs makes a function
 * of several, whose result may be a tree, such as a loss: model(mlp.params, [f32('B', 784), i32('B')], (p, x, y) =>
 * crossEntropy(mlp(p, x), y)).
 */
export function model<P, S extends Shape, D extends DType, Y extends AnyTensor>(
  params: P,
  input: Spec<S, D>,
  body: (params: ParamsOf<P>, x: Tensor<S, D>) => Y,
): Net<Tensor<S, D>, Y, ParamsOf<P>, []>;
export function model<P, const I extends readonly unknown[], R>(
  params: P,
  inputs: I,
  body: (params: ParamsOf<P>, ...inputs: Formals<I>) => R,
): MultiModel<I, R, ParamsOf<P>>;
export function model(
  params: unknown,
  input: TensorType | readonly unknown[],
  body: (...args: never) => unknown,
): unknown {
  return isSpec(input)
    ? singleModel(params, input, untyped(body))
    : multiModel(params, input, untyped(body));
}

const singleModel = (
  params: unknown,
  input: TensorType,
  body: (params: unknown, x: Value) => unknown,
): unknown => {
  const symbols = formals(params);
  const x = fresh(input);
  const y = body(symbols, x);
  if (!isValue(y)) throw new ShapeError('model: the body must give a tensor');
  const apply = applied([['params', symbols]], x, [y]);
  const evaluate = (given: unknown, a: Value): Value => apply([given], a)[0]!;
  return plainNet(evaluate, {
    params: initOf(params),
    state: initOf({}),
    input,
    output: { shape: y.shape, dtype: y.dtype },
    stages: [],
    random: false,
    with: (state: unknown) => {
      checkTree('state', {}, state);
      return evaluate;
    },
  });
};
