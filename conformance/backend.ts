/** Where cases run: the reference interpreter, in exact arithmetic, or the compiled kernels, in f32 or in f64. */
import { ShapeError } from '../src/core/error.ts';
import type { Value } from '../src/core/node.ts';
import { type Arithmetic, compact, exact, rounded } from '../src/core/strided.ts';
import { isValue } from '../src/core/tensor.ts';
import { ndarray } from '../src/ops/index.ts';
import { evaluateValues } from '../src/runtime/index.ts';
import { evaluateGraph, widen } from '../src/transform/index.ts';
import { DTypes } from '../src/types/dtype.ts';
import type { StoredTensor } from './safetensors.ts';

export type BackendName = 'reference' | 'wasm' | 'wasm64';

export interface Backend {
  readonly name: BackendName;
  /** the folder of the data sets that training runs read */
  readonly data: string | undefined;
  /** A stored tensor as data of a program. */
  readonly load: (stored: StoredTensor) => Value;
  /** The elements of closed expressions; what they share is computed once. */
  readonly evaluate: (values: readonly Value[]) => readonly ArrayLike<number>[];
  /** whether floats are computed in f64 */
  readonly exact: boolean;
  /** The same, with the roundings of f32. */
  readonly rounded: () => Backend;
}

const dtypes = {
  F32: DTypes.f32,
  F64: DTypes.f64,
  I32: DTypes.i32,
  U32: DTypes.u32,
  BOOL: DTypes.bool,
} as const;

/** A stored tensor as data. */
export const dataOf = ({ shape, dtype, data }: StoredTensor): Value =>
  ndarray(shape, dtypes[dtype], data);

const interpreter = (arithmetic: Arithmetic, data: string | undefined): Backend => ({
  name: 'reference',
  data,
  load: dataOf,
  evaluate: (values) =>
    evaluateGraph({ params: [], results: values }, [], arithmetic).map(
      (r) => compact(r, arithmetic).data,
    ),
  exact: arithmetic.mode === 'exact',
  rounded: () => interpreter(rounded, data),
});

const isData = (v: Value): v is Value & { readonly data: ArrayLike<number> } => 'data' in v;

const elements = (v: Value): ArrayLike<number> => {
  if (isData(v)) return v.data;
  throw new ShapeError('the program gave no data');
};

const f32Of = (stored: StoredTensor): StoredTensor =>
  stored.dtype === 'F64' ? { ...stored, dtype: 'F32' } : stored;

const kernels = (data: string | undefined): Backend => ({
  name: 'wasm',
  data,
  load: (stored) => dataOf(f32Of(stored)),
  evaluate: (values) => evaluateValues(values).map(elements),
  exact: false,
  rounded: () => kernels(data),
});

/** The programs of the others, widened. */
const wideKernels = (data: string | undefined): Backend => ({
  name: 'wasm64',
  data,
  load: dataOf,
  evaluate: (values) =>
    evaluateValues(widen({ params: [], results: values }).results).map(elements),
  exact: true,
  rounded: () => kernels(data),
});

export const backends: Readonly<Record<BackendName, (data?: string) => Backend>> = {
  reference: (data) => interpreter(exact, data),
  wasm: (data) => kernels(data),
  wasm64: (data) => wideKernels(data),
};

/** Evaluates the expressions among results, all together. */
export const evaluateAll = (
  backend: Backend,
  results: readonly (Value | ArrayLike<number>)[],
): readonly ArrayLike<number>[] => {
  const values = backend.evaluate(results.filter(isValue))[Symbol.iterator]();
  return results.map((r) => (isValue(r) ? values.next().value! : r));
};
