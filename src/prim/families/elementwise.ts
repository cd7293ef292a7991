/** What all elementwise primitives share: operands of one shape, one scalar function, one SIMD expression per lane type. */

import { DTypeError, ShapeError } from '../../core/error.ts';
import { collapse, eachRun, rowMajor, sizeOf } from '../../core/layout.ts';
import type { Lane } from '../../core/lowering.ts';
import type { Linear, Primitive, Tangent } from '../../core/node.ts';
import { apply1, type TensorType, type Value } from '../../core/node.ts';
import { type Arithmetic, type Strided, strided } from '../../core/strided.ts';
import { type DType, type DTypeName, DTypes, equalDType } from '../../types/dtype.ts';
import { show } from '../../types/shape.ts';
import { repeat } from '../broadcast-sum.ts';

type Scalar = (a: number, b: number, c: number) => number;

export interface ElementwiseRow<P> {
  readonly name: string;
  readonly arity: 1 | 2 | 3;
  /** the meaning for floats; what the storage then rounds */
  scalar(params: P): Scalar;
  /** the meaning for i32 and u32 where it differs; what the storage then wraps */
  integer?(params: P): Scalar;
  readonly simd: Readonly<Partial<Record<Lane, string>>>;
  /** dtype of the result; that of the first operand if absent */
  result?(inputs: readonly TensorType[], params: P): DType;
  /** the lane type that selects the expression; that of the first operand if absent */
  lane?(inputs: readonly TensorType[], params: P): Lane;
  immediate?(params: P): number;
  /** the operands that share a dtype; all if absent */
  readonly sameDType?: readonly number[];
  jvp(
    tangents: readonly Tangent[],
    inputs: readonly Value[],
    outputs: readonly Value[],
    params: P,
  ): Linear;
  transpose?: Primitive<P>['transpose'];
}

export const laneOf = (d: DType): Lane => {
  const { dtype } = d;
  if (dtype === 'f16' || dtype === 'bf16' || dtype === 'u8' || dtype === 'i64') {
    throw new DTypeError(`${dtype} is a storage format; use cast`);
  }
  return dtype;
};

const checkShapes = (name: string, [first, ...rest]: readonly TensorType[]): void => {
  for (const x of rest) {
    if (x.shape.length !== first!.shape.length || x.shape.some((d, k) => d !== first!.shape[k])) {
      throw new ShapeError(`${name}: shapes differ: ${show(first!.shape)} and ${show(x.shape)}`);
    }
  }
};

const checkDTypes = (name: string, inputs: readonly TensorType[]): void => {
  const [first, ...rest] = inputs;
  const other = rest.find((x) => !equalDType(x.dtype, first!.dtype));
  if (other !== undefined) {
    throw new DTypeError(
      `${name}: dtypes differ: ${first!.dtype.dtype} and ${other.dtype.dtype}; use cast`,
    );
  }
};

/** Operands that are missing read the first one; runs may be short, so that a run costs no objects. */
const evaluate = (inputs: readonly Strided[], dtype: DType, f: Scalar, a: Arithmetic): Strided => {
  const [x, y = x!, z = x!] = inputs;
  const { shape } = x!;
  const out = a.alloc(dtype, sizeOf(shape));
  const nest = collapse(shape, [x!.strides, y.strides, z.strides, rowMajor(shape)]);
  const [di = 0, dj = 0, dk = 0] = nest.strides.map((s) => s.at(-1) ?? 0);
  const run = nest.shape.at(-1) ?? 1;
  const [xs, ys, zs] = [x!.data, y.data, z.data];
  eachRun(nest.shape, nest.strides, (offsets, linear) => {
    let i = x!.offset + offsets[0]!;
    let j = y.offset + offsets[1]!;
    let k = z.offset + offsets[2]!;
    for (let n = linear; n < linear + run; n++, i += di, j += dj, k += dk) {
      out[n] = f(xs[i]!, ys[j]!, zs[k]!);
    }
  });
  return strided(dtype, shape, out);
};

export const isInteger = (d: DTypeName): boolean => ['i32', 'u32', 'u8', 'i64'].includes(d);

/**
 * A primitive that computes every element of its result from the elements at the same place of its operands.
 *
 * @__NO_SIDE_EFFECTS__
 */
export const elementwise = <P>(row: ElementwiseRow<P>): Primitive<P> => {
  const { name } = row;
  const lane = row.lane ?? (([x]: readonly TensorType[]): Lane => laneOf(x!.dtype));
  const resultOf = (inputs: readonly TensorType[], params: P): DType =>
    row.result === undefined ? inputs[0]!.dtype : row.result(inputs, params);
  const self: Primitive<P> = {
    name,
    infer: (inputs, params) => {
      checkShapes(name, inputs);
      checkDTypes(
        name,
        (row.sameDType ?? inputs.map((_, k) => k)).map((k) => inputs[k]!),
      );
      const key = lane(inputs, params);
      if (!(key in row.simd)) {
        throw new DTypeError(`${name}: does not take ${inputs[0]!.dtype.dtype}`);
      }
      return [{ shape: inputs[0]!.shape, dtype: resultOf(inputs, params) }];
    },
    evaluate: (inputs, params, arithmetic) => {
      const whole = isInteger(inputs[0]!.dtype.dtype) && row.integer !== undefined;
      const f = whole ? row.integer!(params) : row.scalar(params);
      return [evaluate(inputs, resultOf(inputs, params), f, arithmetic)];
    },
    jvp: row.jvp,
    ...(row.transpose === undefined ? {} : { transpose: row.transpose }),
    batch: (inputs, batched, params, size) => [
      apply1(
        self,
        inputs.map((x, k) => (batched[k] === true ? x : repeat(x, size))),
        params,
      ),
    ],
    lower: {
      kind: 'map',
      simd: row.simd,
      lane,
      ...(row.immediate === undefined ? {} : { immediate: row.immediate }),
    },
  };
  return self;
};

/** The params of primitives that have none. */
export type None = Readonly<Record<string, never>>;
/** The params value of those primitives. */
export const none: None = {};

export const toBool = (): DType => DTypes.bool;

/** The jvp of functions that are constant almost everywhere. */
export const flat = (): readonly Tangent[] => [null];
