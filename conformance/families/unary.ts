/** Element-wise functions of one tensor. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, type Family, missing, op, plain, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import type { Attrs, Case } from '../cases.ts';
import { reshape } from './untyped.ts';

/** A bound, of which null says that there is none. */
const bounds = ({ min, max }: Attrs): o.Bounds => ({
  ...(min == null ? {} : { min: Number(min) }),
  ...(max == null ? {} : { max: Number(max) }),
});

/** Slopes of channels on some axis, which our channels last see as [channels, 1, ...]. */
const prelu = ({ attrs, inputs: [x] }: Case) => {
  const axis = attrs['channel_axis'];
  return program((v: Value, slope: Value) => {
    if (axis == null) return op(o.prelu)(v, slope);
    const ones = x!.shape.slice(Number(axis) + 1).map(() => 1);
    return op(o.prelu)(v, reshape(slope, [...slope.shape, ...ones]));
  });
};

/** PyTorch lets the upper bound win over a lower one above it. */
const clamp: AdapterOf = ({ attrs }) => {
  const { min, max } = bounds(attrs);
  if (min === undefined || max === undefined || min <= max) return program(o.clamp(bounds(attrs)));
  return program((x: Value) => op(o.clamp({ max }))(op(o.clamp({ min }))(x)));
};

const gelus: Readonly<Record<string, unknown>> = { none: o.gelu, tanh: o.geluTanh };
const gelu: AdapterOf = ({ attrs }) => {
  const kind = String(attrs['approximate']);
  return kind in gelus ? program(gelus[kind]) : missing(`gelu approximated by ${kind}`);
};

const configured: Family = {
  softplus: ({ attrs }) =>
    program(
      o.scaledSoftplus({
        beta: numberOf(attrs, 'beta'),
        ...('threshold' in attrs ? { threshold: numberOf(attrs, 'threshold') } : {}),
      }),
    ),
  leaky_relu: ({ attrs }) =>
    program(o.leakyRelu({ negativeSlope: numberOf(attrs, 'negative_slope') })),
  elu: ({ attrs }) => program(o.elu({ alpha: numberOf(attrs, 'alpha') })),
  celu: ({ attrs }) => program(o.celu({ alpha: numberOf(attrs, 'alpha') })),
  hardtanh: ({ attrs }) => program(o.hardtanh(bounds(attrs))),
  clamp,
  hardshrink: ({ attrs }) => program(o.hardshrink({ lambda: numberOf(attrs, 'lambda') })),
  softshrink: ({ attrs }) => program(o.softshrink({ lambda: numberOf(attrs, 'lambda') })),
  pow_scalar: ({ attrs }) => program(o.power(numberOf(attrs, 'exponent'))),
  gelu,
  prelu,
};

/** Functions without attributes, by the names of their cases. */
export const elementwise = {
  abs: o.abs,
  acos: o.acos,
  acosh: o.acosh,
  asin: o.asin,
  asinh: o.asinh,
  atan: o.atan,
  atanh: o.atanh,
  ceil: o.ceil,
  cos: o.cos,
  cosh: o.cosh,
  erf: o.erf,
  erfc: o.erfc,
  exp: o.exp,
  exp2: o.exp2,
  expm1: o.expm1,
  floor: o.floor,
  hardsigmoid: o.hardsigmoid,
  hardswish: o.hardswish,
  isfinite: o.isFinite,
  isinf: o.isInf,
  isnan: o.isNan,
  log: o.log,
  log10: o.log10,
  log1p: o.log1p,
  log2: o.log2,
  log_sigmoid: o.logSigmoid,
  mish: o.mish,
  neg: o.neg,
  reciprocal: o.reciprocal,
  relu: o.relu,
  relu6: o.relu6,
  round: o.round,
  rsqrt: o.rsqrt,
  selu: o.selu,
  sigmoid: o.sigmoid,
  sign: o.sign,
  silu: o.silu,
  sin: o.sin,
  sinh: o.sinh,
  softsign: o.softsign,
  sqrt: o.sqrt,
  square: o.square,
  tan: o.tan,
  tanh: o.tanh,
  tanhshrink: o.tanhshrink,
  trunc: o.trunc,
};

export const unary: Family = {
  ...plain(elementwise),
  ...configured,
};
