/** Layers: type-level functions as data, callable. `this` with an input in its In slot computes its Out slot. */
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import type { Value } from './node.ts';
import type { AnyTensor, Ok, ShowTensor, Tensor } from './tensor.ts';

export declare const In: unique symbol;
/** The slot of a layer's type that holds its result, given the input: a tensor or a message. */
export declare const Out: unique symbol;

export interface Op {
  readonly [In]: unknown;
  readonly [Out]: unknown;
}

/** The result of applying F to X, or the message that says why it does not apply. */
export type Apply<F, X> = F extends Op
  ? (F & { readonly [In]: X })[typeof Out]
  : F extends (x: infer A) => infer R
    ? [A] extends [never]
      ? 'pipe: annotate the parameter of this arrow function, or name the intermediate value'
      : [X] extends [A]
        ? R
        : `pipe: stage expects ${ShowTensor<A>}, got ${ShowTensor<X>}`
    : 'pipe: stage is not a function';

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
  Object.defineProperty(apply, 'name', { value: name }) as unknown as L;

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
