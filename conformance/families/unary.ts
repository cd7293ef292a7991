/** Element-wise functions of one tensor. */
import * as o from '../../src/ops/index.ts';
import { type Family, missing, plain, program } from '../adapter.ts';

export const unary: Family = {
  ...plain({
    neg: o.neg,
    abs: o.abs,
    exp: o.exp,
    log: o.log,
    log1p: o.log1p,
    sqrt: o.sqrt,
    reciprocal: o.reciprocal,
    square: o.square,
    sin: o.sin,
    cos: o.cos,
    tanh: o.tanh,
    sigmoid: o.sigmoid,
    relu: o.relu,
    floor: o.floor,
  }),
  softplus: ({ attrs }) =>
    attrs['beta'] === 1 ? program(o.softplus) : missing('softplus with a beta'),
};
