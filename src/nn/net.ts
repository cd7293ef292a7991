/** Networks as lists of stages: input sizes are inferred from stage to stage, parameters are collected by name. */

import { ShapeError } from '../core/error.ts';
import { fresh } from '../core/graph.ts';
import { type Apply, type Def, type In, isDef, type Par } from '../core/layer.ts';
import type { TensorType, Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { type AnyStage, type Fin, isStage } from '../ops/index.ts';
import { formals, type Init, initOf, type Spec } from '../tree/index.ts';
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { applied, type Model } from './model.ts';

/** The parameters that one stage adds. */
export type ParOf<F, X> = F extends { readonly [Par]: unknown }
  ? (F & { readonly [In]: X })[typeof Par]
  : {};
/** The parameters of all stages, by name. */
export type Pars<X, Fs extends readonly unknown[], A = {}> = Fs extends readonly [
  infer F,
  ...infer R,
]
  ? Pars<Apply<F, X>, R, A & ParOf<F, X>>
  : A extends infer U
    ? { readonly [K in keyof U]: U[K] }
    : never;

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
      : [keyof ParOf<F, X> & Names] extends [never]
        ? Walk<Y, R, Names | keyof ParOf<F, X>, [...Done, F]>
        : [...Done, `net: the name '${keyof ParOf<F, X> & Names & string}' is used twice`, ...R]
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

/** A model with the specification of its parameters: init(net.params, key(0)). */
export interface Net<X extends AnyTensor, Y extends AnyTensor, P> extends Model<X, Y, P> {
  readonly params: Init<P>;
}

type Stage = Def | ((x: Value) => Value);
const isAnyStage = (f: unknown): f is Stage => isDef(f) || isStage(f);

interface Built {
  readonly specs: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly x: Value;
}

/** What was built so far, with one more stage. */
const build = ({ specs, params, x }: Built, stage: Stage): Built => {
  if (!isDef(stage)) return { specs, params, x: stage(x) };
  const defined = stage.define(x);
  const twice = Object.keys(defined.params).find((name) => Object.hasOwn(specs, name));
  if (twice !== undefined) throw new ShapeError(`net: the name '${twice}' is used twice`);
  const own = formals(defined.params);
  return {
    specs: { ...specs, ...defined.params },
    params: { ...params, ...own },
    x: defined.apply(own, x),
  };
};

/**
 * A network: net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10)). Called with (params, x) it
 * binds the names of its input.
 */
export function net<S extends Shape, D extends DType, Fs extends readonly AnyStage[]>(
  input: Spec<S, D>,
  ...stages: NetStages<Tensor<S, D>, Fs>
): Net<
  Tensor<S, D>,
  Fin<Tensor<S, D>, Fs> extends infer Y extends AnyTensor ? Y : never,
  Pars<Tensor<S, D>, Fs>
>;
export function net(input: TensorType, ...stages: readonly unknown[]): unknown {
  const x = fresh(input);
  const built = stages.filter(isAnyStage).reduce(build, { specs: {}, params: {}, x });
  return Object.assign(applied(built.params, x, built.x), { params: initOf(built.specs) });
}
