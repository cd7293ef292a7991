/** Networks as lists of stages: their parameters and states, the function in evaluation and the one in training. */

import { ShapeError } from '../core/error.ts';
import { fresh } from '../core/graph.ts';
import type { Apply } from '../core/layer.ts';
import type { TensorType, Value } from '../core/node.ts';
import type { AnyTensor, One, Tensor } from '../core/tensor.ts';
import type { AnyStage, Fin } from '../ops/index.ts';
import type { Key } from '../random/index.ts';
import {
  type Diff,
  formals,
  type Init,
  initOf,
  leaves,
  rebuild,
  type Spec,
  u32,
} from '../tree/index.ts';
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import {
  compose,
  type Draws,
  type NamesOf,
  type Pars,
  type States,
  type UsedTwice,
} from './compose.ts';
import { applied, type Bound, checkTree, type Fits, type Model, type OutputAt } from './model.ts';
import type { Stage } from './stage.ts';

/** The stages, with the first wrong one, or the first whose name was used before, replaced by its message. */
type Walk<
  X,
  Fs extends readonly unknown[],
  Names = never,
  Done extends unknown[] = [],
> = Fs extends readonly [infer F, ...infer R]
  ? Apply<F, X> extends infer Y
    ? Y extends string
      ? [...Done, Y, ...R]
      : [NamesOf<F, X> & Names] extends [never]
        ? Walk<Y, R, Names | NamesOf<F, X>, [...Done, F]>
        : [...Done, UsedTwice<NamesOf<F, X> & Names>, ...R]
    : never
  : Done;
/** As for `pipe`, a list of unknown length is passed through. */
export type NetStages<X, Fs extends readonly unknown[]> = number extends Fs['length']
  ? Fs
  : Walk<X, Fs> extends infer W extends readonly unknown[]
    ? Fs extends W
      ? Fs
      : W
    : Fs;

/** A model with the specification of its parameters: init(net.params, key(0)). It keeps no state. */
export interface Net<X extends AnyTensor, Y extends AnyTensor, P> extends Model<X, Y, P> {
  readonly params: Init<P>;
  readonly state: Init<{}>;
}

type StateFits<S, T> = T extends S
  ? T
  : One<Diff<S, T>> extends `params: ${infer M}`
    ? `state: ${M}`
    : never;

/**
 * The output for a batch of training and the state after it. Every stage draws from the key folded with its own name:
 * the same key gives the same numbers, and another stage does not change them.
 */
export type Train<X extends AnyTensor, Y extends AnyTensor, P, S> = <A extends Shape, Q, T>(
  params: Fits<P, Q>,
  state: StateFits<S, T>,
  key: Key,
  x: Bound<X, A>,
) => readonly [OutputAt<X, Y, A>, S];

/** A network with stages that draw random numbers in training. Called, it evaluates. */
export interface RandomNet<X extends AnyTensor, Y extends AnyTensor, P> extends Net<X, Y, P> {
  readonly train: Train<X, Y, P, {}>;
}

/** A network with stages that keep state: first values by init(net.state, key(0)), the next ones from `train`. */
export interface StatefulNet<X extends AnyTensor, Y extends AnyTensor, P, S> {
  (params: NeedsState, x: AnyTensor): never;
  readonly params: Init<P>;
  readonly state: Init<S>;
  readonly train: Train<X, Y, P, S>;
  /** The network in evaluation, as a model of its parameters. */
  readonly with: <T>(state: StateFits<S, T>) => Model<X, Y, P>;
}
type NeedsState = 'net: this network keeps state; to evaluate it, write net.with(state)(params, x)';
const NEEDS_STATE: NeedsState =
  'net: this network keeps state; to evaluate it, write net.with(state)(params, x)';

/** What kind of network the states S and the draws R make. */
type NetOf<X extends AnyTensor, Y extends AnyTensor, P, S, R> = [keyof S] extends [never]
  ? [R] extends [never]
    ? Net<X, Y, P>
    : RandomNet<X, Y, P>
  : StatefulNet<X, Y, P, S>;

const isEmpty = (tree: object): boolean => Object.keys(tree).length === 0;

type Evaluation = (state: unknown) => (params: unknown, x: Value) => Value;

const evaluationOf = (stage: Stage, x: Value): Evaluation => {
  const [params, state] = [formals(stage.params), formals(stage.state)];
  const apply = applied(
    [
      ['params', params],
      ['state', state],
    ],
    x,
    [stage.evaluate(params, state, x)],
  );
  return (own) => {
    checkTree('state', state, own);
    return (given, a) => apply([given, own], a)[0]!;
  };
};

type Training = (params: unknown, state: unknown, key: unknown, x: Value) => readonly unknown[];

const trainingOf = (stage: Stage, x: Value): Training => {
  const [params, state, key] = [formals(stage.params), formals(stage.state), formals(u32(2))];
  const [y, after] = stage.train(params, state, key, x);
  const apply = applied(
    [
      ['params', params],
      ['state', state],
      ['net', { key }],
    ],
    x,
    [y, ...leaves(after)],
  );
  return (p, s, k, a) => {
    const [z, ...next] = apply([p, s, { key: k }], a);
    return [z, rebuild(after, next)];
  };
};

/** What a network with state is as a function; a new one for every network. */
const refusal = () => (): never => {
  throw new ShapeError(NEEDS_STATE);
};

/**
 * A network: net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dropout(0.5), layer.dense('fc2', 10)). Called with
 * (params, x) it evaluates and binds the names of its input; with stages that keep state, net.with(state)(params, x)
 * does. Networks with random or stateful stages have net.train(params, state, key, x), which gives [y, next state].
 */
export function net<S extends Shape, D extends DType, Fs extends readonly AnyStage[]>(
  input: Spec<S, D>,
  ...stages: NetStages<Tensor<S, D>, Fs>
): NetOf<
  Tensor<S, D>,
  Fin<Tensor<S, D>, Fs> extends infer Y extends AnyTensor ? Y : never,
  Pars<Tensor<S, D>, Fs>,
  States<Tensor<S, D>, Fs>,
  Draws<Fs>
>;
export function net(input: TensorType, ...stages: readonly unknown[]): unknown {
  const x = fresh(input);
  const stage = compose(stages, x);
  const evaluation = evaluationOf(stage, x);
  const specs = { params: initOf(stage.params), state: initOf(stage.state) };
  const stateful = !isEmpty(stage.state);
  if (!stateful && !stage.random) return Object.assign(evaluation({}), specs);
  const train = trainingOf(stage, x);
  return stateful
    ? Object.assign(refusal(), specs, { train, with: evaluation })
    : Object.assign(evaluation({}), specs, { train });
}
