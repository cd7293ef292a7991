/**
 * The typed shell: a Tensor is a graph value seen through its type. `shape` and `dtype` are real, so that inside a body
 * they hold the very names that the type shows. The library's few casts stand here and in layer.ts.
 */
import type { Dim } from '../types/dim.ts';
import { type DType, equalDType, type Float, type f32, type Integer } from '../types/dtype.ts';
import type { Shape, Show } from '../types/shape.ts';
import { ShapeError } from './error.ts';
import type { Value } from './node.ts';

/** An expression: a value of a graph seen through its type. `shape` lists its sizes, known or named, axis by axis. */
export interface Tensor<S extends Shape = Shape, D extends DType = f32> extends Value {
  readonly shape: S;
  readonly dtype: D;
}
/** A tensor of any shape and dtype. */
export type AnyTensor = Tensor<Shape, DType>;
/** A tensor of floats, of any shape: what derivatives are taken of. */
export type FloatTensor = Tensor<Shape, Float>;
/** What arithmetic takes. */
export type NumberTensor = Tensor<Shape, Float | Integer>;
/** A shape given as a literal, without the `readonly` that hovers would print. */
export type Writable<S extends Shape> = { -readonly [K in keyof S]: S[K] };

/** The typed array that holds a dtype's elements. */
export interface Storage {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly bool: Uint8Array;
  readonly f16: Uint16Array;
  readonly bf16: Uint16Array;
  readonly u8: Uint8Array;
  readonly i64: BigInt64Array;
}

/** Data, row-major: a closed expression whose numbers are at hand. It goes wherever a Tensor goes. */
export interface NdArray<S extends Shape = Shape, D extends DType = f32> extends Tensor<S, D> {
  readonly data: Storage[D['dtype']];
}

/** A rule gives a shape, or the sentence that says why not. */
export type Rule = Shape | string;

/** The shape of a rule's answer; throws ShapeError with its sentence. */
export const must = (rule: Shape | string): Shape => {
  if (typeof rule === 'string') throw new ShapeError(rule);
  return rule;
};

/**
 * The parameter of an op: what was given, or the message of the rule. Nothing is inferred from a message: the compiler
 * would look for T in every branch of the rule. Behind a mistake (never) everything is let be: it was said once.
 */
export type Ok<R, T> = [R] extends [never] ? T : R extends string ? NoInfer<R> : T;
/** The result inside a layer: a tensor of the rule's shape, or its message. */
export type Mk<R, D extends DType = f32> = R extends Shape ? Tensor<R, D> : R;
/** The result of an op: a tensor of the rule's shape. */
export type Ret<R, D extends DType = f32> = R extends Shape ? Tensor<R, D> : never;

/** No promotion: both operands have one dtype, or the sentence. */
export type SameDType<A extends AnyTensor, B extends AnyTensor, Op extends string, R> = [
  A['dtype'],
] extends [B['dtype']]
  ? R
  : `${Op}: dtypes differ: ${A['dtype']['dtype']} and ${B['dtype']['dtype']}; use cast`;

/** The run-time twin of SameDType. */
export const sameDType = (a: Value, b: Value, op: string, rule: Shape | string): Shape | string =>
  equalDType(a.dtype, b.dtype)
    ? rule
    : `${op}: dtypes differ: ${a.dtype.dtype} and ${b.dtype.dtype}; use cast`;

/** `Tensor<[B, 10], f32>`, as hovers print it */
export type ShowTensor<T> =
  T extends Tensor<infer S extends Shape, infer D extends DType>
    ? `Tensor<${Show<S>}, ${D['dtype']}>`
    : 'a non-tensor';

export const showTensor = (v: unknown): string =>
  isValue(v) ? `Tensor<[${v.shape.join(', ')}], ${v.dtype.dtype}>` : 'a non-tensor';

export const isValue = (v: unknown): v is Value =>
  typeof v === 'object' && v !== null && 'node' in v && 'shape' in v;

/** A user's typed function as the untyped core calls it; the signature that it was passed through is the check. */
export const untyped = <R>(f: (...args: never) => R): ((...args: readonly unknown[]) => R) =>
  f as (...args: readonly unknown[]) => R;

/** One member of a union: a union of messages would print as the alias that made it. */
export type One<U> = (U extends unknown ? (f: () => U) => void : never) extends (f: infer F) => void
  ? F extends () => infer R
    ? R
    : never
  : never;

export type Dims = readonly Dim[];
