/** The mean of all elements of a loss. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { sizeOf } from '../types/shape.ts';

/** The mean over all elements; their number may be a name until it is bound. */
export const meanOf = (x: Value): Value => {
  const total = p.reduceSum(x, [...x.shape.keys()]);
  return p.div(total, p.fill(sizeOf(x.shape), total));
};
