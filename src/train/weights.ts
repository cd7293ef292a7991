/** Parameters to and from safetensors: dotted paths are names, and a file must be exactly the model's. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { BoundaryError } from '../core/boundary.ts';
import { concreteShape } from '../core/check.ts';
import type { Value } from '../core/node.ts';
import {
  checkpoint,
  encode,
  layoutOf,
  type Metadata,
  type TensorData,
  type Tensors,
} from '../io/index.ts';
import { dataOf, dataValue } from '../prim/index.ts';
import { evaluate } from '../runtime/index.ts';
import { type Arrays, formals, type ParamsOf, paths, rebuild } from '../tree/index.ts';

const tensorOf = (v: Value): TensorData => {
  const [shape, data, { dtype }] = [concreteShape(v.shape), dataOf(v), v.dtype];
  if (data instanceof Float32Array) return { dtype: 'F32', shape, data };
  if (data instanceof Float64Array) return { dtype: 'F64', shape, data };
  if (data instanceof Int32Array) return { dtype: 'I32', shape, data };
  if (data instanceof Uint32Array) return { dtype: 'U32', shape, data };
  if (data instanceof BigInt64Array) return { dtype: 'I64', shape, data };
  if (data instanceof Uint16Array) return { dtype: dtype === 'f16' ? 'F16' : 'BF16', shape, data };
  return { dtype: dtype === 'u8' ? 'U8' : 'BOOL', shape, data };
};

/** The tensors of a tree by their dotted paths; expressions are evaluated. */
export const tensorsOf = (params: unknown): Tensors =>
  new Map(paths(evaluate(params)).map(([name, v]) => [name, tensorOf(v)]));

/** A safetensors file of the tree. */
export const saveParams = (params: unknown, metadata: Metadata = {}): Uint8Array =>
  encode(tensorsOf(params), metadata);

interface Decoded<T> {
  readonly tree: Arrays<T>;
  readonly metadata: Metadata;
}

/** A tree of the form of `like` from a safetensors file, with the file's metadata; errors as of `loadParams`. */
export function decodeTree<T>(
  like: T,
  bytes: Uint8Array,
  file: string,
): E.Either<BoundaryError, Decoded<T>>;
export function decodeTree(
  like: unknown,
  bytes: Uint8Array,
  file: string,
): E.Either<BoundaryError, { readonly tree: unknown; readonly metadata: Metadata }> {
  return pipe(
    checkpoint(layoutOf(like))(bytes, file),
    E.map(({ tensors, metadata }) => ({
      metadata,
      tree: rebuild(
        like,
        paths(like).map(([name, v]) => dataValue(v, tensors.get(name)!.data)),
      ),
    })),
  );
}

/**
 * The parameters in a safetensors file, for a specification: `net.params`, or the `weights` that `typegrad types` has
 * written. The error lists every tensor that is missing, unexpected or ill-shaped, and every one with a NaN or an
 * infinity; `explain` says them in one line each.
 */
export const loadParams = <S>(
  specs: S,
  bytes: Uint8Array,
  file: string,
): E.Either<BoundaryError, Arrays<ParamsOf<S>>> =>
  pipe(
    decodeTree(formals(specs), bytes, file),
    E.map(({ tree }) => tree),
  );
