/** Element-wise functions of several tensors, with broadcasting; comparisons; where. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type Family, op, plain, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';

export const binary: Family = {
  ...plain({
    add: o.add,
    atan2: o.atan2,
    div: o.div,
    eq: o.equal,
    fmod: o.fmod,
    ge: o.greaterEqual,
    gt: o.greater,
    hypot: o.hypot,
    le: o.lessEqual,
    lerp: o.lerp,
    logaddexp: o.logAddExp,
    logical_and: o.and,
    logical_not: o.not,
    logical_or: o.or,
    logical_xor: o.xor,
    lt: o.less,
    maximum: o.maximum,
    minimum: o.minimum,
    mul: o.mul,
    ne: o.notEqual,
    pow: o.pow,
    remainder: o.remainder,
    sub: o.sub,
    where: o.where,
  }),
  masked_fill: ({ attrs }) =>
    program((x: Value, mask: Value) => op(o.maskedFill)(x, mask, numberOf(attrs, 'value'))),
  addcmul: ({ attrs }) =>
    program((a: Value, b: Value, c: Value) => op(o.addcmul)(a, b, c, numberOf(attrs, 'value'))),
};
