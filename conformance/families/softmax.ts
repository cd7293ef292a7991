/** The softmax family. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type Family, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import { add, scale, softmax } from './untyped.ts';

export const softmaxFamily: Family = {
  softmax: ({ attrs }) => program(o.softmax(numberOf(attrs, 'axis'))),
  log_softmax: ({ attrs }) => program(o.logSoftmax(numberOf(attrs, 'axis'))),
  softmin: ({ attrs }) => program(o.softmin(numberOf(attrs, 'axis'))),
  glu: ({ attrs }) => program(o.glu(numberOf(attrs, 'axis'))),
  gumbel_softmax_formula: ({ attrs }) =>
    program((x: Value, noise: Value) =>
      softmax(scale(1 / numberOf(attrs, 'tau'), add(x, noise)), numberOf(attrs, 'axis')),
    ),
};
