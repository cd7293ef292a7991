/** Reductions and running sums. */
import * as o from '../../src/ops/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { type AdapterOf, call, type Family, program } from '../adapter.ts';
import { flagOf, numberOf, numbersOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';

/** One axis, several, or undefined: all. */
const axesOf = (attrs: Attrs): number | readonly number[] | undefined => {
  const axis = attrs['axis'];
  return typeof axis === 'number' ? axis : numbersOf(attrs, 'axes');
};
const keepdims = (attrs: Attrs) => ({ keepdims: flagOf(attrs, 'keepdim') });

const reduction =
  (f: unknown, options: (attrs: Attrs) => object = () => ({})): AdapterOf =>
  ({ attrs }) =>
    program(call(f, axesOf(attrs), { ...keepdims(attrs), ...options(attrs) }));

/** PyTorch's any and all take numbers, too. */
const ofTruth =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program((x: unknown) =>
      call(call(f, axesOf(attrs), keepdims(attrs)), call(o.cast(DTypes.bool), x)),
    );

const correction = (attrs: Attrs) => ({ correction: numberOf(attrs, 'correction') });
const order = (attrs: Attrs) => ({ order: numberOf(attrs, 'ord') });

const running =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program(call(f, numberOf(attrs, 'axis')));

const withIndex =
  (f: unknown): AdapterOf =>
  ({ attrs }) =>
    program((x: unknown) => call(f, x, numberOf(attrs, 'axis')));

export const reduce: Family = {
  sum: reduction(o.sum),
  mean: reduction(o.mean),
  max: reduction(o.max),
  min: reduction(o.min),
  prod: reduction(o.prod),
  var: reduction(o.variance, correction),
  std: reduction(o.std, correction),
  norm: reduction(o.norm, order),
  logsumexp: reduction(o.logSumExp),
  any: ofTruth(o.any),
  all: ofTruth(o.all),
  argmax: reduction(o.argMax),
  argmin: reduction(o.argMin),
  max_with_index: withIndex(o.maxWithIndex),
  min_with_index: withIndex(o.minWithIndex),
  cumsum: running(o.cumsum),
  cumprod: running(o.cumprod),
  logcumsumexp: running(o.logCumSumExp),
};
