/** Reading parameters out of trees. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isValue } from '../core/tensor.ts';
import { child } from '../tree/index.ts';

/** The tensor of a tree under a name. */
export const tensorAt = (tree: unknown, name: string): Value => {
  const v = child(tree, name);
  if (isValue(v)) return v;
  throw new ShapeError(`net: the parameter ${name} is missing`);
};
