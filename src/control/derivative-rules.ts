/** Derivatives as the user states them: none, another, or one that is computed again instead of kept. */
import { DTypeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isDifferentiable } from '../types/dtype.ts';
import { type CompositeRules, namedCall } from './call.ts';

const zeroJvp: CompositeRules = {
  jvp: (_, __, outputs) => outputs.map(() => null),
  batch: (inputs) => inputs.map(stopGradient),
};

/** x, whose derivative is zero. */
export const stopGradient = (x: Value): Value =>
  isDifferentiable(x.dtype) ? namedCall('stopGradient', (v) => [v!], [x], zeroJvp)[0]! : x;

/** f, whose intermediate values are computed again in the backward pass instead of being kept. */
export const checkpointValues = (
  f: (...xs: readonly Value[]) => readonly Value[],
  inputs: readonly Value[],
): readonly Value[] => namedCall('checkpoint', f, inputs, { remat: true });

const withRules = (
  name: string,
  f: (...xs: readonly Value[]) => readonly Value[],
  rules: CompositeRules,
  inputs: readonly Value[],
): readonly Value[] => {
  if (inputs.some((x) => isDifferentiable(x.dtype))) return namedCall(name, f, inputs, rules);
  throw new DTypeError(`${name}: a derivative needs a float argument`);
};

/** f with a derivative of your own: `jvp` maps tangents of the inputs (null is zero) to tangents of the outputs. */
export const customDerivativeValues = (
  name: string,
  f: (...xs: readonly Value[]) => readonly Value[],
  jvp: NonNullable<CompositeRules['jvp']>,
  inputs: readonly Value[],
): readonly Value[] => withRules(name, f, { jvp }, inputs);

/** f with a backward pass of your own; forward mode is that of f. */
export const customGradientValues = (
  name: string,
  f: (...xs: readonly Value[]) => readonly Value[],
  vjp: NonNullable<CompositeRules['vjp']>,
  inputs: readonly Value[],
): readonly Value[] => withRules(name, f, { vjp }, inputs);
