/** Composition: `pipe` applies stages to a tensor, `seq` makes one layer of them. A wrong stage becomes its message. */

import { ShapeError } from '../core/error.ts';
import {
  type Apply,
  type Def,
  type In,
  isDef,
  type Layer,
  layer,
  type Out,
  type Par,
} from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';

/** Optional and never present: lets tooling read each stage's result off the resolved signature. */
export interface To<Y> {
  readonly to?: Y;
}

/** What may stand in a composition: a layer, a function of one tensor, in `net` a definition. */
export type AnyStage = Def | ((x: never) => unknown);

/** The stages, with the first wrong one replaced by its message. */
type Walk<X, Fs extends readonly unknown[], Done extends unknown[] = []> = Fs extends readonly [
  infer F,
  ...infer R,
]
  ? F extends { readonly [Par]: unknown }
    ? [...Done, 'pipe: this layer has no parameters yet, it belongs in net', ...R]
    : Apply<F, X> extends infer Y
      ? Y extends string
        ? [...Done, Y, ...R]
        : Walk<Y, R, [...Done, F & To<Y>]>
      : never
  : Done;

/** A list of unknown length is passed through: the compiler tries one before it has looked at generic arguments. */
export type Stages<X, Fs extends readonly unknown[]> = number extends Fs['length']
  ? Fs
  : Walk<X, Fs>;

/** The result of all stages. */
export type Fin<X, Fs extends readonly unknown[]> = Fs extends readonly [infer F, ...infer R]
  ? Fin<Apply<F, X>, R>
  : X extends string
    ? never
    : X;

type Stage = (x: Value) => Value;
export const isStage = (f: unknown): f is Stage => typeof f === 'function';

const applied = (x: Value, f: unknown): Value => {
  if (isDef(f)) throw new ShapeError('pipe: this layer has no parameters yet, it belongs in net');
  if (!isStage(f)) throw new ShapeError('pipe: stage is not a function');
  return f(x);
};
const through = (x: Value, fs: readonly unknown[]): Value => fs.reduce(applied, x);

/** f_n(...f_1(x)): pipe(x, dense(p.fc1), relu, dense(p.fc2)). A stage that does not fit is an error at that stage. */
export function pipe<X extends AnyTensor, Fs extends readonly AnyStage[]>(
  x: X,
  ...fs: Stages<X, Fs>
): Fin<X, Fs>;
export function pipe(x: Value, ...fs: readonly unknown[]): Value {
  return through(x, fs);
}

/** The result of the stages, or the message of the first that does not apply. */
export type SeqOut<X, Fs extends readonly unknown[]> = Fs extends readonly [infer F, ...infer R]
  ? Apply<F, X> extends infer Y
    ? Y extends string
      ? Y
      : SeqOut<Y, R>
    : never
  : X;
/** A composition that stays a function of its input's type until it is applied. */
export interface Seq<Fs extends readonly unknown[]> extends Layer {
  readonly [Out]: SeqOut<this[typeof In], Fs>;
}
/** The stages as one layer, for inputs of any shape that they take. PyTorch: Sequential. */
export function seq<Fs extends readonly ((x: never) => unknown)[]>(...fs: Fs): Seq<Fs>;
export function seq(...fs: readonly unknown[]): unknown {
  return layer((x) => through(x, fs), 'seq');
}
