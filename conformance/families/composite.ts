/** Small programs made of many operations; the attribute `program` of a case is what each of them writes out. */
import type { Value } from '../../src/core/node.ts';
import { layerNorm } from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { array, integers, ones } from '../../src/ops/index.ts';
import { call, type Family, op, program } from '../adapter.ts';
import type { Case } from '../cases.ts';
import { conv2d } from './conv.ts';
import { channelsFirst, channelsLast } from './layouts.ts';
import {
  add,
  avgPool2d,
  concat,
  cos,
  crossEntropy,
  div,
  einsum,
  exp,
  expandDims,
  flatten,
  greater,
  log,
  logSoftmax,
  logSumExp,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  number,
  permute,
  relu,
  reshape,
  scale,
  sigmoid,
  sin,
  slice,
  softmax,
  sqrt,
  square,
  squeeze,
  stack,
  stopGradient,
  sub,
  sum,
  take,
  tanh,
  transpose,
  where,
} from './untyped.ts';

const sizeOf = (x: Value, axis: number): number => Number(x.shape.at(axis));
/** w v */
const apply = (w: Value, v: Value): Value => squeeze(matmul(w, expandDims(v, -1)), -1);
const inner = (a: Value, b: Value): Value => sum(mul(a, b));

const fanOut = (x: Value): Value =>
  sub(add(mul(x, mul(x, x)), mul(sin(x), x)), div(x, add(number(1), mul(x, x))));

const sharedSubexpression = (x: Value, z: Value): Value => {
  const t = tanh(add(x, z));
  return add(add(mul(t, t), exp(neg(t))), sum(t));
};

const standardise = (x: Value): Value => {
  const centred = sub(x, mean(x, 0));
  return div(centred, add(sqrt(mean(square(centred), 0)), number(1e-3)));
};

const pairwiseDistance = (a: Value, b: Value): Value =>
  logSumExp(neg(sum(square(sub(expandDims(a, 1), expandDims(b, 0))), -1)), 1);

/** The numbers of a case's program that its text gives at the first group of a pattern. */
const numbersIn = ({ attrs }: Case, pattern: RegExp): readonly number[] => {
  const found = pattern.exec(String(attrs['program']))?.[1];
  if (found === undefined) throw new SyntaxError(`no ${pattern} in '${attrs['program']}'`);
  return (found.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
};
const numberIn = (c: Case, pattern: RegExp): number => numbersIn(c, pattern)[0]!;

const attention = (c: Case) => {
  const size = numberIn(c, /sqrt\((\d+)\)/);
  return program((x: Value, wq: Value, wk: Value, wv: Value) => {
    const scores = matmul(matmul(x, wq), transpose(matmul(x, wk)));
    return matmul(softmax(scale(1 / Math.sqrt(size), scores), -1), matmul(x, wv));
  });
};

const convnet = (c: Case) => {
  const labels = numbersIn(c, /wd\), \[([\d, ]*)\]/);
  return program((x: Value, w1: Value, b1: Value, w2: Value, wd: Value) => {
    const first = tanh(conv2d(x, w1, { padding: 1 }, b1));
    const second = tanh(conv2d(first, w2, { stride: 2 }));
    const pooled = channelsFirst(avgPool2d(channelsLast(second), 2));
    return crossEntropy(matmul(flatten(pooled), transpose(wd)), integers([labels.length], labels));
  });
};

const reshapeBroadcastReduce = (c: Case) => {
  const shape = numbersIn(c, /reshape\(([\d, ]*)\)/);
  return program((x: Value, z: Value) =>
    mean(square(sum(permute(mul(reshape(x, shape), z), [2, 0, 1]), 2)), 0),
  );
};

const recurrence = (x: Value, w: Value, h0: Value): Value => {
  const states: Value[] = [];
  let h = h0;
  for (let t = 0; t < sizeOf(x, 0); t++) {
    h = tanh(apply(w, concat(0, h, squeeze(slice(x, 0, t, 1), 0))));
    states.push(h);
  }
  return stack(0, ...states);
};

const whereBranches = (x: Value): Value =>
  where(greater(x, number(0.1)), log(maximum(x, number(0.1))), mul(x, x));

const stopped = (x: Value): Value =>
  add(mul(stopGradient(x), x), mul(stopGradient(softmax(x, -1)), sum(x)));

const embeddingClassifier = (c: Case) => {
  const ids = numbersIn(c, /e\[\[(.*)\]\]/);
  const rows = String(c.attrs['program']).split('], [').length;
  const table = integers([rows, ids.length / rows], ids);
  return program((e: Value, w: Value) => logSoftmax(matmul(mean(take(e, table), 1), w), -1));
};

const logLikelihood = (x: Value, mu: Value, ls: Value): Value => {
  const z = mul(sub(x, mu), exp(neg(ls)));
  const constant = number(0.5 * Math.log(2 * Math.PI));
  return sum(sub(sub(scale(-0.5, square(z)), ls), constant), -1);
};

const powerIteration = (c: Case) => {
  const count = numberIn(c, /(\d+) times/);
  return program((a: Value) => {
    let v: Value = ones([sizeOf(a, 0)]);
    for (let i = 0; i < count; i++) {
      const next = apply(a, v);
      v = div(next, sqrt(inner(next, next)));
    }
    return inner(apply(transpose(a), v), v);
  });
};

const matrixChain = (a: Value, b: Value, d: Value): Value => {
  const ab = matmul(a, b);
  return add(einsum('ii->', matmul(ab, d)), scale(1 / 3, sum(square(ab))));
};

const rotary = (x: Value): Value => {
  const [length, width] = [sizeOf(x, -2), sizeOf(x, -1)];
  const half = width / 2;
  const angles = Array.from(
    { length: length * half },
    (_, k) => Math.floor(k / half) / 10000 ** ((k % half) / half),
  );
  const angle = array([length, half], angles);
  const [x1, x2] = [slice(x, -1, 0, half), slice(x, -1, half, half)];
  const [c, s] = [cos(angle), sin(angle)];
  return concat(-1, sub(mul(x1, c), mul(x2, s)), add(mul(x1, s), mul(x2, c)));
};

const squeezeExcite = (x: Value, w1: Value, w2: Value): Value => {
  const gate = sigmoid(matmul(relu(matmul(mean(x, [2, 3]), w1)), w2));
  return mul(x, expandDims(expandDims(gate, -1), -1));
};

const depthwiseSeparable = (x: Value, wd: Value, wp: Value): Value => {
  const y = conv2d(conv2d(x, wd, { padding: 1, groups: sizeOf(x, 1) }), wp, {});
  return mul(y, sigmoid(y));
};

/** x wᵀ + b with the weights (out, in) */
const linear = (x: Value, w: Value, b: Value): Value => add(matmul(x, transpose(w)), b);

const residualMlp = (...[x, w1, b1, w2, b2, gamma, beta]: readonly Value[]): Value => {
  const normal = op(call(layerNorm, { gamma, beta }))(x);
  return add(x, linear(op(o.gelu)(linear(normal, w1!, b1!)), w2!, b2!));
};

const sliceAssemble = (x: Value): Value => {
  const width = sizeOf(x, 1);
  const rolled = concat(1, slice(x, 1, 1, width - 1), slice(x, 1, 0, 1));
  const padded = op(
    o.pad([
      [0, 0],
      [1, 1],
    ]),
  )(slice(x, 1, 0, width - 2));
  return add(mul(rolled, op(o.flip(1))(x)), padded);
};

const sortWeighted = (x: Value, w: Value): Value => op(o.cumsum(-1))(mul(op(o.sort(-1))(x), w));

const unetSkip = (x: Value, w1: Value, w2: Value): Value => {
  const low = tanh(conv2d(channelsFirst(avgPool2d(channelsLast(x), 2)), w1, { padding: 1 }));
  const high = channelsFirst(op(o.upsample(2, { mode: 'nearest' }))(channelsLast(low)));
  return conv2d(concat(1, x, high), w2, {});
};

export const composite: Family = {
  fan_out: () => program(fanOut),
  shared_subexpression: () => program(sharedSubexpression),
  standardise: () => program(standardise),
  pairwise_sq_distance: () => program(pairwiseDistance),
  attention,
  residual_mlp: () => program(residualMlp),
  convnet,
  reshape_broadcast_reduce: reshapeBroadcastReduce,
  slice_assemble: () => program(sliceAssemble),
  unrolled_recurrence: () => program(recurrence),
  where_branches: () => program(whereBranches),
  stop_gradient: () => program(stopped),
  sort_weighted: () => program(sortWeighted),
  embedding_mean_classifier: embeddingClassifier,
  gaussian_log_likelihood: () => program(logLikelihood),
  power_iteration: powerIteration,
  matrix_chain: () => program(matrixChain),
  double_use_of_weight: () =>
    program((x: Value, w: Value) => matmul(tanh(matmul(tanh(matmul(x, w)), transpose(w))), w)),
  rotary: () => program(rotary),
  squeeze_excite: () => program(squeezeExcite),
  depthwise_separable: () => program(depthwiseSeparable),
  unet_skip: () => program(unetSkip),
};
