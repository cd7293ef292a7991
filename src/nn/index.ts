/** Layers with parameters, networks of them, and their first values. */

import { arraySpec } from './array.ts';
import { denseDef, denseSpec } from './dense.ts';

export { type Dense, type DenseDef, type DenseOptions, type DenseP, dense } from './dense.ts';
export { init } from './init.ts';
export {
  constantOf,
  fans,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  zerosOf,
} from './initializers.ts';
export { type Model, model } from './model.ts';
export { type Net, type NetStages, net, type Pars } from './net.ts';

/** Specifications of parameters, for `init` and `model`. */
export const spec: {
  readonly dense: typeof denseSpec;
  readonly array: typeof arraySpec;
} = { dense: denseSpec, array: arraySpec };

/** Layers by name, for `net`, which makes their parameters. */
export const layer: { readonly dense: typeof denseDef } = { dense: denseDef };
