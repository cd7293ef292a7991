/** Stages under a common name as one stage, and the same with the input added to its output. */
import { ShapeError } from '../core/error.ts';
import type { Def, In, Out, Par } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type ShowTensor, showTensor } from '../core/tensor.ts';
import { sameType } from '../core/type.ts';
import { add } from '../prim/index.ts';
import { child } from '../tree/index.ts';
import { compose, type Pars, type Result, type States } from './compose.ts';
import { keyFor } from './init.ts';
import { type Name, type Stage, type Stages, type State, stageDef, type Tree } from './stage.ts';

/** T under the name K; nothing where T is empty. */
type Under<K extends string, T> = [keyof T] extends [never] ? {} : { readonly [k in K]: T };

/** The type of `layer.group(name, ...stages)`: the parameters of the stages under one name. */
export interface GroupDef<K extends string, Fs extends Stages> extends Def {
  readonly [Out]: Result<this[typeof In], Fs>;
  readonly [Par]: Under<K, Pars<this[typeof In], Fs>>;
  readonly [State]: Under<K, States<this[typeof In], Fs>>;
  readonly [Name]: K;
}

type Sum<X, Y> = Y extends string
  ? Y
  : [Y, X] extends [X, Y]
    ? Y
    : `residual: the stages turn ${ShowTensor<X>} into ${ShowTensor<Y>}; the sum needs the same type`;

/** The type of `layer.residual(name, ...stages)`: the stages and the input, added. */
export interface ResidualDef<K extends string, Fs extends Stages> extends Def {
  readonly [Out]: Sum<this[typeof In], Result<this[typeof In], Fs>>;
  readonly [Par]: Under<K, Pars<this[typeof In], Fs>>;
  readonly [State]: Under<K, States<this[typeof In], Fs>>;
  readonly [Name]: K;
}

const under = (name: string, tree: Tree): Tree =>
  Object.keys(tree).length === 0 ? {} : { [name]: tree };

/** A stage whose trees and keys stand under a name, its output joined with its input. */
const named = (
  name: string,
  inner: Stage,
  join: (x: Value, y: Value) => Value,
): Omit<Stage, 'kind'> => ({
  names: [name],
  inner: inner.inner ?? [],
  params: under(name, inner.params),
  state: under(name, inner.state),
  random: inner.random,
  evaluate: (params, state, x) =>
    join(x, inner.evaluate(child(params, name), child(state, name), x)),
  train: (params, state, key, x) => {
    const own = [child(params, name), child(state, name), keyFor(key, name)] as const;
    const [y, next] = inner.train(...own, x);
    return [join(x, y), under(name, next)];
  },
});

/**
 * Stages as one stage of `net`, with parameters, state and keys under its name: layer.group('block1',
 * layer.dense('fc', 64), relu). A wrong stage is reported at the group.
 */
export const groupDef = <const K extends string, Fs extends Stages>(
  name: K,
  ...stages: Fs
): GroupDef<K, Fs> => stageDef('group', (x) => named(name, compose(stages, x), (_, y) => y));

const residualSum = (x: Value, y: Value): Value => {
  if (sameType(x, y)) return add(x, y);
  throw new ShapeError(
    `residual: the stages turn ${showTensor(x)} into ${showTensor(y)}; the sum needs the same type`,
  );
};

/**
 * x + f(x), f the stages, which keep the type of their input; parameters, state and keys are under its name. He et al.
 * 2016, "Deep residual learning for image recognition".
 */
export const residualDef = <const K extends string, Fs extends Stages>(
  name: K,
  ...stages: Fs
): ResidualDef<K, Fs> => stageDef('residual', (x) => named(name, compose(stages, x), residualSum));
