/** Element-wise functions of several tensors, with broadcasting; comparisons; where. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type Family, plain, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import { add, mul, number, scale, sub, where } from './untyped.ts';

export const binary: Family = {
  ...plain({
    add: o.add,
    sub: o.sub,
    mul: o.mul,
    div: o.div,
    maximum: o.maximum,
    minimum: o.minimum,
    eq: o.equal,
    ne: o.notEqual,
    lt: o.less,
    le: o.lessEqual,
    gt: o.greater,
    ge: o.greaterEqual,
    logical_and: o.and,
    logical_or: o.or,
    logical_xor: o.xor,
    logical_not: o.not,
    where: o.where,
  }),
  masked_fill: ({ attrs }) =>
    program((x: Value, mask: Value) => where(mask, number(numberOf(attrs, 'value')), x)),
  lerp: () => program((a: Value, b: Value, w: Value) => add(a, mul(w, sub(b, a)))),
  addcmul: ({ attrs }) =>
    program((a: Value, b: Value, c: Value) => add(a, scale(numberOf(attrs, 'value'), mul(b, c)))),
};
