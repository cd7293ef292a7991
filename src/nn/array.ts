/** A single parameter of any shape. */
import type { Tensor, Writable } from '../core/tensor.ts';
import { type Init, initOf } from '../tree/index.ts';
import { paramSpec } from './init.ts';
import { glorotUniform, type Initializer } from './initializers.ts';

/** A parameter tensor with its initializer, glorotUniform if absent. */
export const arraySpec = <const S extends readonly number[]>(
  shape: S,
  initial: Initializer = glorotUniform,
): Init<Tensor<Writable<S>>> => initOf(paramSpec(shape, initial));
