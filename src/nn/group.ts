/**
 * Stages under a common name as one stage, and the same with the input added to its output or beside it.
 */
import { ShapeError } from '../core/error.ts';
import type { Def, In, Out, Par } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type ShowTensor, showTensor, type Tensor } from '../core/tensor.ts';
import { sameType } from '../core/type.ts';
import { add, concat } from '../prim/index.ts';
import { child } from '../tree/index.ts';
import { type DType, equalDType } from '../types/dtype.ts';
import { type Concat, concatShape, type Shape } from '../types/shape.ts';
import { compose, type Pars, type Result, type States } from './compose.ts';
import { keyFor } from './init.ts';
import {
  type Listed,
  type Name,
  type Stage,
  type Stages,
  type State,
  stageDef,
  type Tree,
} from './stage.ts';

/** T under the name K; nothing where T is empty. */
type Under<K extends string, T> = [keyof T] extends [never] ? {} : { readonly [k in K]: T };

/** The type of `layer.group(name, ...stages)`: the parameters of the stages under one name. */
export interface GroupDef<K extends string, Fs extends Stages> extends Def {
  readonly [Out]: Result<`group '${K}'`, this[typeof In], Fs>;
  readonly [Par]: Under<K, Pars<this[typeof In], Fs>>;
  readonly [State]: Under<K, States<this[typeof In], Fs>>;
  readonly [Name]: K;
  readonly [Listed]: { readonly stages: Fs; readonly joined: false };
}

type Sum<K extends string, X, Y> = Y extends string
  ? Y
  : [Y, X] extends [X, Y]
    ? Y
    : `residual '${K}': the stages turn ${ShowTensor<X>} into ${ShowTensor<Y>}; the sum needs the same type`;

/** The type of `layer.residual(name, ...stages)`: the stages and the input, added. */
export interface ResidualDef<K extends string, Fs extends Stages> extends Def {
  readonly [Out]: Sum<K, this[typeof In], Result<`residual '${K}'`, this[typeof In], Fs>>;
  readonly [Par]: Under<K, Pars<this[typeof In], Fs>>;
  readonly [State]: Under<K, States<this[typeof In], Fs>>;
  readonly [Name]: K;
  readonly [Listed]: { readonly stages: Fs; readonly joined: true };
}

type Beside<K extends string, X, Y> =
  X extends Tensor<infer A extends Shape, infer D extends DType>
    ? Y extends Tensor<infer B extends Shape, infer E extends DType>
      ? [[D], Concat<[A, B], -1>] extends [[E], infer S extends Shape]
        ? Tensor<S, D>
        : `skip '${K}': the stages turn ${ShowTensor<X>} into ${ShowTensor<Y>}; only the last axis may differ`
      : Y
    : never;

/** The type of `layer.skip(name, ...stages)`: the input and what the stages give, along the last axis. */
export interface SkipDef<K extends string, Fs extends Stages> extends Def {
  readonly [Out]: Beside<K, this[typeof In], Result<`skip '${K}'`, this[typeof In], Fs>>;
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
): GroupDef<K, Fs> =>
  stageDef('group', (x) => named(name, compose(`group '${name}'`, stages, x), (_, y) => y));

const residualSum =
  (name: string) =>
  (x: Value, y: Value): Value => {
    if (sameType(x, y)) return add(x, y);
    throw new ShapeError(
      `residual '${name}': the stages turn ${showTensor(x)} into ${showTensor(y)}; the sum needs the same type`,
    );
  };

/**
 * x + f(x), f the stages, which keep the type of their input; parameters, state and keys are under its name. He et al.
 * 2016, "Deep residual learning for image recognition".
 */
export const residualDef = <const K extends string, Fs extends Stages>(
  name: K,
  ...stages: Fs
): ResidualDef<K, Fs> =>
  stageDef('residual', (x) =>
    named(name, compose(`residual '${name}'`, stages, x), residualSum(name)),
  );

const sideBySide =
  (name: string) =>
  (x: Value, y: Value): Value => {
    const shape = equalDType(x.dtype, y.dtype) ? concatShape([x.shape, y.shape], -1) : '';
    if (typeof shape !== 'string') return concat([x, y], x.shape.length - 1);
    throw new ShapeError(
      `skip '${name}': the stages turn ${showTensor(x)} into ${showTensor(y)}; only the last axis may differ`,
    );
  };

/**
 * [x, f(x)] along the last axis, f the stages: [..., C] -> [..., C + D]; parameters, state and keys are under its name.
 * Skips inside skips are a U-Net (Ronneberger et al. 2015), skips one after the other a dense block (Huang et al. 2017).
 * Keras: Concatenate; Flux: SkipConnection.
 */
export const skipDef = <const K extends string, Fs extends Stages>(
  name: K,
  ...stages: Fs
): SkipDef<K, Fs> =>
  stageDef('skip', (x) => named(name, compose(`skip '${name}'`, stages, x), sideBySide(name)));
