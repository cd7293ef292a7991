/**
 * What a body's arguments are before they have numbers: `f32('B', 784)` is one tensor, an Init a tree of parameters.
 * A dtype and the function that specifies an input of it share a name.
 */
import { fresh } from '../core/graph.ts';
import type { TensorType, Value } from '../core/node.ts';
import type { Tensor, Writable } from '../core/tensor.ts';
import { type CanonShape, canonShape } from '../types/dim.ts';
import {
  type bf16 as BF16,
  type bool as Bool,
  type DType,
  DTypes,
  type f16 as F16,
  type f32 as F32,
  type f64 as F64,
  type i32 as I32,
  type i64 as I64,
  type u8 as U8,
  type u32 as U32,
} from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { entries } from './tree.ts';

/** The type of an input: f32('B', 784) has the shape [B, 784] and the dtype f32. */
export interface Spec<S extends Shape = Shape, D extends DType = DType> {
  readonly shape: S;
  readonly dtype: D;
}

/** The type of `f32` and the others: f32('B', 784) is a Spec, and f32 itself says which dtype. */
export interface DTypeSpec<D extends DType> {
  <const S extends Shape>(...shape: S): Spec<CanonShape<S>, D>;
  readonly dtype: D['dtype'];
}

function specify<const S extends Shape, D extends DType>(
  shape: S,
  dtype: D,
): Spec<CanonShape<S>, D>;
function specify(shape: Shape, dtype: DType): Spec {
  return { shape: canonShape(shape), dtype };
}

/** @__NO_SIDE_EFFECTS__ */
const dtypeSpec = <D extends DType>(dtype: D): DTypeSpec<D> =>
  Object.assign(<const S extends Shape>(...shape: S) => specify(shape, dtype), {
    dtype: dtype.dtype,
  });

export type f32 = F32;
/** An input of 32-bit floats: f32('B', 784). */
export const f32: DTypeSpec<F32> = dtypeSpec(DTypes.f32);
export type f64 = F64;
/** An input of 64-bit floats. */
export const f64: DTypeSpec<F64> = dtypeSpec(DTypes.f64);
export type i32 = I32;
/** An input of 32-bit integers: labels, indices. */
export const i32: DTypeSpec<I32> = dtypeSpec(DTypes.i32);
export type u32 = U32;
/** An input of 32-bit unsigned integers: keys, random bits. */
export const u32: DTypeSpec<U32> = dtypeSpec(DTypes.u32);
export type bool = Bool;
/** An input of truth values. */
export const bool: DTypeSpec<Bool> = dtypeSpec(DTypes.bool);

export type u8 = U8;
/** An input of bytes, for storage: pixels. `cast` makes numbers of them. */
export const u8: DTypeSpec<U8> = dtypeSpec(DTypes.u8);
export type i64 = I64;
/** An input of 64-bit integers, for storage: labels from files of other programs. */
export const i64: DTypeSpec<I64> = dtypeSpec(DTypes.i64);
export type f16 = F16;
/** An input of IEEE floats of 16 bits, for storage; arrays of them hold their bits. */
export const f16: DTypeSpec<F16> = dtypeSpec(DTypes.f16);
export type bf16 = BF16;
/** An input of bfloat16, for storage; arrays of them hold their bits, the upper halves of an f32's. */
export const bf16: DTypeSpec<BF16> = dtypeSpec(DTypes.bf16);

/** One parameter: its type, and its first value drawn from a key. */
export interface ParamSpec extends TensorType {
  readonly shape: readonly number[];
  readonly initial: (key: Tensor<[2], U32>) => Value;
}

/** How a tree of parameters P is made: as symbols for a trace, or with first values. */
export interface Init<P> {
  /** a tree of ParamSpec in the form of P */
  readonly specs: unknown;
  fresh(): P;
}

/** The parameters that a specification stands for. */
export type ParamsOf<S> =
  S extends Init<infer P>
    ? P
    : S extends Spec<infer A extends Shape, infer D extends DType>
      ? Tensor<Writable<A>, D>
      : S extends readonly unknown[]
        ? { [K in keyof S]: ParamsOf<S[K]> }
        : { -readonly [K in keyof S]: ParamsOf<S[K]> };

/** What a specification stands for inside a body: a spec is a tensor, an Init its tree; records and tuples of them. */
export type Formal<I> = ParamsOf<I>;

/** Whether it says a shape and a dtype, as f32('B', 784) does. */
export const isSpec = (s: unknown): s is TensorType =>
  typeof s === 'object' && s !== null && 'shape' in s && 'dtype' in s;

/** Whether it is one parameter: a shape, a dtype and a first value. */
export const isParamSpec = (s: unknown): s is ParamSpec => isSpec(s) && 'initial' in s;

/** Whether it is what `init` makes a tree of parameters from. */
export const isInit = (s: unknown): s is Init<unknown> =>
  typeof s === 'object' && s !== null && 'specs' in s && 'fresh' in s;

/** The tree with f(spec, dotted path) in the place of every spec; an Init counts as its tree. */
export const mapSpecs = (
  s: unknown,
  f: (spec: TensorType, path: string) => unknown,
  path = '',
): unknown => {
  if (isInit(s)) return mapSpecs(s.specs, f, path);
  if (isSpec(s)) return f(s, path);
  if (typeof s !== 'object' || s === null) return s;
  const at = (k: string): string => (path === '' ? k : `${path}.${k}`);
  if (Array.isArray(s)) return s.map((x, i) => mapSpecs(x, f, at(String(i))));
  return Object.fromEntries(entries(s).map(([k, x]) => [k, mapSpecs(x, f, at(k))]));
};

/** Symbols for what a specification says, for a trace. */
export function formals<S>(specs: S): Formal<S>;
export function formals(specs: unknown): unknown {
  return mapSpecs(specs, fresh);
}

/** The Init of a tree of ParamSpec. */
export function initOf<P>(specs: unknown): Init<P>;
export function initOf(specs: unknown): Init<unknown> {
  return { specs, fresh: () => formals(specs) };
}
