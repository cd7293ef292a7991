/** Reductions. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, call, type Family, program } from '../adapter.ts';
import { flagOf, numberOf, numbersOf } from '../attrs.ts';
import { argMax, expandDims, layered, neg, reshape } from './untyped.ts';

const reduction =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program(call(f, numbersOf(attrs, 'axes'), { keepdims: flagOf(attrs, 'keepdim') }));

type Unary = (x: Value) => Value;
const itself: Unary = (x) => x;

/** Without an axis, the position in the flattened tensor. */
const position =
  (of: Unary): AdapterOf =>
  ({ attrs }) => {
    if (attrs['axis'] === null) return program((x: Value) => argMax(reshape(of(x), [-1]), 0));
    const axis = numberOf(attrs, 'axis');
    return program((x: Value) => {
      const y = argMax(of(x), axis);
      return flagOf(attrs, 'keepdim') ? expandDims(y, axis) : y;
    });
  };

const withPosition =
  (f: unknown, of: Unary): AdapterOf =>
  ({ attrs }) => {
    const axis = numberOf(attrs, 'axis');
    return program((x: Value) => [layered(f)(x, axis), argMax(of(x), axis)]);
  };

export const reduce: Family = {
  sum: reduction(o.sum),
  mean: reduction(o.mean),
  max: reduction(o.max),
  min: reduction(o.min),
  logsumexp: reduction(o.logSumExp),
  argmax: position(itself),
  argmin: position(neg),
  max_with_index: withPosition(o.max, itself),
  min_with_index: withPosition(o.min, neg),
};
