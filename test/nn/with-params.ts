/** Layers with parameters as programs: what the specification names are further arguments. */
import type { TensorType, Value } from '../../src/core/node.ts';
import { type Init, leaves, rebuild } from '../../src/tree/index.ts';
import { type } from '../laws/recipe.ts';

interface WithParams {
  readonly more: readonly TensorType[];
  readonly run: (...xs: readonly Value[]) => Value;
}

/** A program of `inputs` values and the parameters of a specification. */
export const withParams = <P>(
  parameters: Init<P>,
  run: (p: unknown, ...xs: readonly Value[]) => Value,
  inputs = 1,
): WithParams => {
  const formal = parameters.fresh();
  return {
    more: leaves(formal).map((v) => type('f32', v.shape)),
    run: (...xs) => run(rebuild(formal, xs.slice(inputs)), ...xs.slice(0, inputs)),
  };
};
