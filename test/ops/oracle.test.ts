/** The ops against PyTorch: values, gradients, forward mode. */
import * as o from '../../src/ops/index.ts';
import type { OracleCase } from '../support/oracle.ts';
import { type Op, op, runFamily } from './oracle.ts';

const unary: Readonly<Record<string, unknown>> = {
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
};
runFamily('unary', ({ op: name, attrs }) => {
  if (name === 'softplus') return attrs['beta'] === 1 ? op(o.softplus) : undefined;
  return name in unary ? op(unary[name]) : undefined;
});

const binary: Readonly<Record<string, unknown>> = {
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
};
runFamily('binary', ({ op: name }) => (name in binary ? op(binary[name]) : undefined));

const ofMatrices = ({ inputs: [a, b] }: OracleCase): boolean =>
  a!.shape.length >= 2 && b!.shape.length >= 2;
runFamily('matmul', (c) => (c.op === 'matmul' && ofMatrices(c) ? op(o.matmul) : undefined));

runFamily('einsum', ({ attrs }) => {
  const equation = String(attrs['equation']);
  return /\./.test(equation) || !equation.includes('->')
    ? undefined
    : (...xs) => op(o.einsum.bind(null, equation))(...xs);
});

type Reduction = (axes: readonly number[] | undefined, options: { keepdims: boolean }) => unknown;
const reductions: Readonly<Record<string, Reduction>> = {
  sum: o.sum,
  mean: o.mean,
  max: o.max,
  min: o.min,
  logsumexp: o.logSumExp,
};
const axesOf = (axes: unknown): readonly number[] | undefined =>
  Array.isArray(axes) ? axes.map(Number) : undefined;
runFamily('reduce', ({ op: name, attrs }): Op | undefined => {
  const keepdims = attrs['keepdim'] === true;
  if (name === 'argmax' && !keepdims && attrs['axis'] !== null)
    return op(o.argMax(Number(attrs['axis'])));
  const reduction = reductions[name];
  return reduction === undefined ? undefined : op(reduction(axesOf(attrs['axes']), { keepdims }));
});

runFamily('softmax', ({ op: name, attrs }) => {
  const axis = Number(attrs['axis']);
  if (name === 'softmax') return op(o.softmax(axis));
  return name === 'log_softmax' ? op(o.logSoftmax(axis)) : undefined;
});

const padsOf = (pads: unknown): readonly (readonly [number, number])[] =>
  Array.isArray(pads)
    ? pads.map(([before, after]) => [Number(before), Number(after)] as const)
    : [];
runFamily('shape', ({ op: name, attrs, outputs }): Op | undefined => {
  const axis = Number(attrs['axis']);
  const axes = axesOf(attrs['axes']) ?? [];
  if (name === 'permute') return op(o.permute(axes));
  if (name === 'concat') return (...xs) => op(o.concat.bind(null, axis))(...xs);
  if (name === 'stack') return (...xs) => op(o.stack.bind(null, axis))(...xs);
  if (name === 'reshape') return op(o.reshape([...outputs[0]!.shape]));
  const constant = name === 'pad' && attrs['mode'] === 'constant';
  return constant ? op(o.pad(padsOf(attrs['pads']), Number(attrs['value'] ?? 0))) : undefined;
});

runFamily('indexing', ({ op: name, attrs }): Op | undefined => {
  if (name === 'one_hot') return op(o.oneHot(Number(attrs['num_classes'])));
  if (name === 'embedding' && attrs['padding_idx'] === undefined) return op(o.take);
  if (name !== 'index_select') return undefined;
  return op((x: never, index: never) => o.take(x, index, Number(attrs['axis'])));
});
