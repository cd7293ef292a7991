/** Reading parameters out of trees, and their sizes off inputs. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isValue } from '../core/tensor.ts';
import { child } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import { show } from '../types/shape.ts';

/** The tensor of a tree under a name. */
export const tensorAt = (tree: unknown, name: string): Value => {
  const v = child(tree, name);
  if (isValue(v)) return v;
  throw new ShapeError(`net: the parameter ${name} is missing`);
};

const isNumber = (d: Dim): d is number => typeof d === 'number';

/** Sizes of x, which a layer that makes its parameters from them must know. */
export const known = (
  op: string,
  what: string,
  sizes: readonly Dim[],
  x: Value,
): readonly number[] => {
  const numbers = sizes.filter(isNumber);
  if (numbers.length === sizes.length) return numbers;
  throw new ShapeError(`${op}: ${what} must be known, got ${show(x.shape)}`);
};

/** The size of the last axis, which a layer that makes its parameters from it must know. */
export const width = (op: string, x: Value): number => {
  const last = x.shape.at(-1);
  if (typeof last === 'number') return last;
  throw new ShapeError(`${op}: the last dimension must be known, got ${show(x.shape)}`);
};
