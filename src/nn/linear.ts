/** The linear map that dense, recurrent and attention layers consist of, over values without types. */
import type { Value } from '../core/node.ts';
import { expand } from '../ops/index.ts';
import { add, dot } from '../prim/index.ts';

/** x with a bias at every place, if there is one. */
export const withBias = (x: Value, b: Value | undefined): Value =>
  b === undefined ? x : add(x, expand(b, x.shape));

/** x w + b over the last axis: [..., I] -> [..., O]. */
export const linear = (x: Value, w: Value, b?: Value): Value =>
  withBias(dot(x, w, { contract: [[x.shape.length - 1], [0]], batch: [[], []] }), b);
