/** Layers: type-level functions as data, callable. `this` with an input in its In slot computes its Out slot. */
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { DTypeError, ShapeError } from './error.ts';
import type { Value } from './node.ts';
import type { AnyTensor, Ok, ShowTensor, Tensor } from './tensor.ts';

/** The slot of a layer's type for the input: a tensor. */
export declare const In: unique symbol;
/** The slot of a layer's type that holds its result, given the input: a tensor or a message. */
export declare const Out: unique symbol;

export interface Op {
  readonly [In]: unknown;
  readonly [Out]: unknown;
}

/** What is said of a stage that is none. */
export type NotAStage = 'no function: a stage is a layer or a function of one tensor';
export const NOT_A_STAGE: NotAStage = 'no function: a stage is a layer or a function of one tensor';

/** What is wrong with a stage of a composition, where it stands: stages are counted from 0. */
export type AtStage<Op extends string, I, M extends string> = `${Op}: stage ${I & number}, ${M}`;

/** The result of applying F to X, or the message that says why it does not apply. */
export type Apply<F, X> = F extends Op
  ? (F & { readonly [In]: X })[typeof Out]
  : F extends (x: infer A) => infer R
    ? [A] extends [never]
      ? 'an arrow function: annotate its parameter, or name the intermediate value'
      : [X] extends [A]
        ? R
        : `a function: expects ${ShowTensor<A>}, got ${ShowTensor<X>}`
    : NotAStage;

/** A layer applies to one tensor; a parameter that does not fit becomes the layer's message. */
export interface Layer extends Op {
  <T extends AnyTensor>(
    x: Ok<Apply<this, T>, T>,
  ): Apply<this, T> extends infer R extends AnyTensor ? R : never;
}

/** Inside a layer's Out: the shape of the input. */
export type InShape<T> = T extends { readonly [In]: Tensor<infer S extends Shape, infer _> }
  ? S
  : never;
/** Inside a layer's Out: the dtype of the input. */
export type InDType<T> = T extends { readonly [In]: Tensor<infer _, infer D extends DType> }
  ? D
  : never;

/**
 * The only way to make a layer: its type comes from the declared return type, its meaning from the argument. The name
 * is what summaries call it.
 * @__NO_SIDE_EFFECTS__
 */
export const layer = <L extends Layer>(apply: (x: Value) => Value, name = ''): L =>
  Object.defineProperties(apply, {
    name: { value: name },
    [MADE]: { value: true },
  }) as unknown as L;

/** What tells layers from functions of users. */
const MADE = Symbol('layer');

/** Whether it was made by `layer`: what it throws is its own sentence, which compositions say the place of. */
export const isLayer = (f: unknown): boolean => typeof f === 'function' && MADE in f;

/**
 * What f gives; what it throws of shapes and dtypes is said to be wrong with the i-th stage of a composition, as the
 * types say it.
 */
export const atStage = <R>(op: string, i: number, f: () => R): R => {
  try {
    return f();
  } catch (error) {
    throw located(`${op}: stage ${i}, `, error);
  }
};

const located = (place: string, error: unknown): unknown => {
  if (error instanceof ShapeError) return new ShapeError(place + error.message, { cause: error });
  if (error instanceof DTypeError) return new DTypeError(place + error.message, { cause: error });
  return error;
};

/** The slot of a definition's type for its parameters, by name, given the input. */
export declare const Par: unique symbol;

/** A definition once its input is known: what its parameters are, by name, and what it does with them. */
export interface Defined {
  readonly params: Readonly<Record<string, unknown>>;
  apply(params: unknown, x: Value): Value;
}

/** A layer that still lacks its parameters, a stage of `net`. It is not callable, so `pipe` refuses it. */
export interface Def extends Op {
  readonly [Par]: unknown;
  readonly define: (x: Value) => Defined;
  /** what summaries call it: 'dense' */
  readonly kind: string;
}

/** The only way to make a Def: its type comes from the declared return type. */
export const def = <D extends Def>(kind: string, define: (x: Value) => Defined): D =>
  ({ kind, define }) as unknown as D;

export const isDef = (f: unknown): f is Def => typeof f === 'object' && f !== null && 'define' in f;
