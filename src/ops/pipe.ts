/** Composition: `pipe` applies stages to a tensor, `seq` makes one layer of them. A wrong stage becomes its message. */

import { ShapeError } from '../core/error.ts';
import {
  type Apply,
  type AtStage,
  atStage,
  type Def,
  type In,
  isDef,
  isLayer,
  type Layer,
  layer,
  NOT_A_STAGE,
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

type NoParameters = 'a definition: it has no parameters yet, and belongs in net';
const NO_PARAMETERS: NoParameters = 'a definition: it has no parameters yet, and belongs in net';

/** The stages, with the first wrong one replaced by its message; behind a mistake inside of one they are let be. */
type Walk<X, Fs extends readonly unknown[], Done extends unknown[] = []> = Fs extends readonly [
  infer F,
  ...infer R,
]
  ? F extends { readonly [Par]: unknown }
    ? [...Done, AtStage<'pipe', Done['length'], NoParameters>, ...R]
    : Apply<F, X> extends infer Y
      ? [Y] extends [never]
        ? [...Done, F, ...R]
        : Y extends string
          ? [...Done, AtStage<'pipe', Done['length'], Y>, ...R]
          : Walk<Y, R, [...Done, F & To<Y>]>
      : never
  : Done;

/** A list of unknown length is passed through: the compiler tries one before it has looked at generic arguments. */
export type Stages<X, Fs extends readonly unknown[]> = number extends Fs['length']
  ? Fs
  : [X] extends [never]
    ? Fs
    : Walk<X, Fs>;

/** The result of all stages. */
export type Fin<X, Fs extends readonly unknown[]> = [X] extends [never]
  ? never
  : Fs extends readonly [infer F, ...infer R]
    ? Fin<Apply<F, X>, R>
    : X extends string
      ? never
      : X;

type Stage = (x: Value) => Value;
export const isStage = (f: unknown): f is Stage => typeof f === 'function';

const callable = (f: unknown): Stage => {
  if (isDef(f)) throw new ShapeError(NO_PARAMETERS);
  if (!isStage(f)) throw new ShapeError(NOT_A_STAGE);
  return f;
};
/** The message of a function of a user is its own, with no place: so the types say it. */
const applied = (op: string, i: number, f: unknown, x: Value): Value => {
  const stage = atStage(op, i, () => callable(f));
  return isLayer(f) ? atStage(op, i, () => stage(x)) : stage(x);
};
const through = (op: string, x: Value, fs: readonly unknown[]): Value =>
  fs.reduce<Value>((y, f, i) => applied(op, i, f, y), x);

/**
 * f_n(...f_1(x)): pipe(x, dense(p.fc1), relu, dense(p.fc2)). A stage that does not fit is an error at that stage, which
 * the sentence names, counted from 0.
 */
export function pipe<X extends AnyTensor, Fs extends readonly AnyStage[]>(
  x: X,
  ...fs: Stages<X, Fs>
): Fin<X, Fs>;
export function pipe(x: Value, ...fs: readonly unknown[]): Value {
  return through('pipe', x, fs);
}

/** The result of the stages, or the message of the first that does not apply. */
export type SeqOut<
  X,
  Fs extends readonly unknown[],
  Done extends readonly unknown[] = [],
> = Fs extends readonly [infer F, ...infer R]
  ? Apply<F, X> extends infer Y
    ? Y extends string
      ? AtStage<'seq', Done['length'], Y>
      : SeqOut<Y, R, [...Done, F]>
    : never
  : X;
/** A composition that stays a function of its input's type until it is applied. */
export interface Seq<Fs extends readonly unknown[]> extends Layer {
  readonly [Out]: SeqOut<this[typeof In], Fs>;
}
/** The stages, with every definition replaced by its message. */
export type Ready<Fs extends readonly unknown[]> = number extends Fs['length']
  ? Fs
  : {
      [K in keyof Fs]: Fs[K] extends { readonly [Par]: unknown }
        ? `seq: stage ${K & string}, ${NoParameters}`
        : Fs[K];
    };
/**
 * The stages as one layer, for inputs of any shape that they take. The sentence about an input that does not fit names
 * the stage, counted from 0. PyTorch: Sequential.
 */
export function seq<Fs extends readonly AnyStage[]>(...fs: Ready<Fs>): Seq<Fs>;
export function seq(...fs: readonly unknown[]): unknown {
  fs.forEach((f, i) => {
    atStage('seq', i, () => callable(f));
  });
  return layer((x) => through('seq', x, fs), 'seq');
}
