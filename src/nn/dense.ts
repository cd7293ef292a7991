/** The fully connected layer in its three forms: specification of parameters, function of them, definition for `net`. */

import { DTypeError } from '../core/error.ts';
import {
  type Def,
  def,
  type InDType,
  type InShape,
  type Layer,
  layer,
  type Out,
  type Par,
} from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must, type Tensor } from '../core/tensor.ts';
import { child, type Init, initOf } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import { type Last, type LastTo, lastToShape } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import { paramSpec } from './init.ts';
import { glorotUniform, type Initializer, zerosOf } from './initializers.ts';
import { linear } from './linear.ts';
import { tensorAt, width } from './params.ts';

/** The parameters of a dense layer: y = x w + b. */
export interface DenseP<I extends Dim, O extends Dim> {
  readonly w: Tensor<[I, O]>;
  readonly b: Tensor<[O]>;
}

/** How the parameters of a dense layer get their first values. */
export interface DenseOptions {
  /** of the weights, glorotUniform if absent */
  readonly weights?: Initializer;
  /** of the bias, zeros if absent */
  readonly bias?: Initializer;
}

const specsOf = (i: number, o: number, { weights, bias }: DenseOptions): unknown => ({
  w: paramSpec([i, o], weights ?? glorotUniform),
  b: paramSpec([o], bias ?? zerosOf),
});

/** The parameters of a dense layer from i inputs to o outputs. */
export const denseSpec = <I extends number, O extends number>(
  i: I,
  o: O,
  options: DenseOptions = {},
): Init<DenseP<I, O>> => initOf(specsOf(i, o, options));

/** The type of `dense(p)`: the last axis goes from I to O. */
export interface Dense<I extends Dim, O extends Dim> extends Layer {
  readonly [Out]: Mk<
    F32Rule<'dense', LastTo<InShape<this>, I, O, 'dense'>, InDType<this>>,
    InDType<this>
  >;
}

const affine = (x: Value, w: Value, b: Value): Value => {
  if (x.dtype.dtype !== w.dtype.dtype) {
    throw new DTypeError(`dense: dtypes differ: ${x.dtype.dtype} and ${w.dtype.dtype}; use cast`);
  }
  must(lastToShape(x.shape, w.shape[0]!, w.shape[1]!, 'dense'));
  return linear(x, w, b);
};

/** y_o = sum_i x_i w_io + b_o over the last axis: [..., I] -> [..., O]. PyTorch: Linear; Keras: Dense. */
export const dense = <I extends Dim, O extends Dim>(p: DenseP<I, O>): Dense<I, O> =>
  layer((x) => affine(x, p.w, p.b));

/** The type of `layer.dense(name, units)`: the parameters are named K, the last axis becomes O. */
export interface DenseDef<K extends string, O extends number> extends Def {
  readonly [Out]: Mk<
    F32Rule<'dense', LastTo<InShape<this>, Last<InShape<this>>, O, 'dense'>, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in K]: DenseP<Last<InShape<this>>, O> };
}

/** A dense layer of `net`, whose inputs are counted there: layer.dense('fc1', 128). */
export const denseDef = <K extends string, O extends number>(
  name: K,
  units: O,
  options: DenseOptions = {},
): DenseDef<K, O> =>
  def('dense', (x) => ({
    params: { [name]: specsOf(width('dense', x), units, options) },
    apply: (params, v) => {
      const own = child(params, name);
      return affine(v, tensorAt(own, 'w'), tensorAt(own, 'b'));
    },
  }));
