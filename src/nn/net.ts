/** Networks as lists of stages: their parameters and states, the function in evaluation and the one in training. */

import { ShapeError } from '../core/error.ts';
import { fresh } from '../core/graph.ts';
import type { Apply, AtStage } from '../core/layer.ts';
import type { TensorType, Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import type { AnyStage, Fin, To } from '../ops/index.ts';
import { formals, type Init, initOf, leaves, rebuild, type Spec, u32 } from '../tree/index.ts';
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import {
  compose,
  type NamesOf,
  type ParOf,
  type Pars,
  type States,
  type UsedTwice,
} from './compose.ts';
import {
  applied,
  checkTree,
  type Described,
  type Net,
  plainNet,
  type Train,
  type With,
} from './model.ts';
import type { Listed, Stage } from './stage.ts';

/** Optional and never present, as `To`: what the stage learns, by name. */
export interface Learns<P> {
  readonly learns?: P;
}
type Learned<P> = [keyof P] extends [never] ? unknown : Learns<P>;

/** The stages, with the first wrong one, or the first whose name was used before, replaced by its message. */
type Walk<
  X,
  Fs extends readonly unknown[],
  Names = never,
  Done extends unknown[] = [],
> = Fs extends readonly [infer F, ...infer R]
  ? Apply<F, X> extends infer Y
    ? [Y] extends [never]
      ? [...Done, F, ...R]
      : Y extends string
        ? [...Done, AtStage<'net', Done['length'], Y>, ...R]
        : [NamesOf<F, X> & Names] extends [never]
          ? Walk<Y, R, Names | NamesOf<F, X>, [...Done, F & To<Y> & Learned<ParOf<F, X>>]>
          : [...Done, AtStage<'net', Done['length'], UsedTwice<NamesOf<F, X> & Names>>, ...R]
    : never
  : Done;
/** As for `pipe`, a list of unknown length is passed through. */
export type NetStages<X, Fs extends readonly unknown[]> = number extends Fs['length']
  ? Fs
  : Walk<X, Fs>;

/** A network with stages that keep state: first values by init(net.state, key(0)), the next ones from `train`. */
export interface StatefulNet<
  X extends AnyTensor,
  Y extends AnyTensor,
  P,
  S,
  Fs extends readonly unknown[] = readonly unknown[],
> extends Described<X, Y> {
  readonly [Listed]: Fs;
  (params: NeedsState, x: AnyTensor): never;
  readonly params: Init<P>;
  readonly state: Init<S>;
  readonly train: Train<X, Y, P, S>;
  readonly with: With<X, Y, P, S>;
}
type NeedsState = 'net: this network keeps state; to evaluate it, write net.with(state)(params, x)';
const NEEDS_STATE: NeedsState =
  'net: this network keeps state; to evaluate it, write net.with(state)(params, x)';

/** What kind of network the states S make. */
type NetOf<X extends AnyTensor, Y extends AnyTensor, P, S, Fs extends readonly unknown[]> = [
  keyof S,
] extends [never]
  ? Net<X, Y, P, Fs>
  : StatefulNet<X, Y, P, S, Fs>;

const isEmpty = (tree: object): boolean => Object.keys(tree).length === 0;

const typeOf = ({ shape, dtype }: Value): TensorType => ({ shape, dtype });

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
 * A network: net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dropout(0.5), layer.dense('fc2', 10)). Called
 * with (params, x) it evaluates and binds the names of its input; with stages that keep state,
 * net.with(state)(params, x) does. net.train(params, state, key, x) gives [y, next state], with dropout and the
 * statistics of the batch. PyTorch: nn.Sequential; Keras: Sequential; JAX: flax's Module.
 */
export function net<S extends Shape, D extends DType, Fs extends readonly AnyStage[]>(
  input: Spec<S, D>,
  ...stages: NetStages<Tensor<S, D>, Fs>
): NetOf<
  Tensor<S, D>,
  Fin<Tensor<S, D>, Fs> extends infer Y extends AnyTensor ? Y : never,
  Pars<Tensor<S, D>, Fs>,
  States<Tensor<S, D>, Fs>,
  Fs
>;
export function net(input: TensorType, ...stages: readonly unknown[]): unknown {
  const x = fresh(input);
  const stage = compose('net', stages, x);
  const evaluation = evaluationOf(stage, x);
  const stateful = !isEmpty(stage.state);
  const members = {
    params: initOf(stage.params),
    state: initOf(stage.state),
    input,
    output: typeOf(stage.evaluate(formals(stage.params), formals(stage.state), x)),
    stages: stage.inner ?? [],
    random: stage.random,
    with: evaluation,
  };
  if (!stateful && !stage.random) return plainNet(evaluation({}), members);
  const train = trainingOf(stage, x);
  return Object.assign(stateful ? refusal() : evaluation({}), members, { train });
}
