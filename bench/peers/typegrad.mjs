/** The adapter for the peers' harness: its workloads on the built package, with operands that change between runs. */
import * as t from '../../dist/index.js';
import { CNN, cnn, trainingOf } from './models.mjs';

/** How many sets of operands take turns. */
const SETS = 3;

const random = (seed, shape, limit = 1) =>
  t.evaluate(t.uniform(t.key(seed), shape, { min: -limit, max: limit }));

const setsOf = (shapes) =>
  Array.from({ length: SETS }, (_, k) => shapes.map((shape, i) => random(1 + i + 8 * k, shape)));

/**
 * One operation on operands of these shapes. Operands and result stay in the library's memory, as they do in the peers':
 * what is donated and given back is not copied, and each result takes the memory of the one before.
 */
const operation = (shapes, f) => {
  const sets = setsOf(shapes);
  const keep = t.jit([sets], (s) => s, { donate: [0] });
  const y = t.evaluate(f(...sets[0]));
  const program = t.jit([{ y }, ...sets[0]], (_, ...xs) => ({ y: f(...xs) }), { donate: [0] });
  const held = keep(sets);
  let [state, turn] = [{ y }, 0];
  const run = () => {
    state = program(state, ...held[turn++ % SETS]);
  };
  // without a reference, `keep` and the memory of the operands would be given back
  return Object.assign(run, { keep, result: () => state.y });
};

const elementwise = {
  add: t.add,
  tanh: t.tanh,
  sigmoid: t.sigmoid,
  exp: t.exp,
  chain: (x) => t.mul(t.tanh(t.add(t.scale(1.5, x), t.full(x.shape, 0.5))), t.sigmoid(x)),
};

/** The transpose, in the first operand of this shape, of a map that is linear there: (cotangent, ...rest) to a cotangent. */
const transposed =
  (f, shape) =>
  (c, ...rest) =>
    t.vjp((x) => f(x, ...rest), t.zeros(shape))[1](c)[0];

const matmul = ({ M, N, K, ta, tb }) => {
  const as = (flag) => (flag ? t.transpose : (x) => x);
  const shapes = [ta ? [K, M] : [M, K], tb ? [N, K] : [K, N]];
  return operation(shapes, (a, b) => t.matmul(as(ta)(a), as(tb)(b)));
};

const maxPool = ({ pass, N, H, W, C }) => {
  const pool = t.maxPool2d(2);
  const [x, y] = [
    [N, H, W, C],
    [N, H >> 1, W >> 1, C],
  ];
  if (pass === 'fwd') return operation([x], pool);
  return operation([x, y], (a, dy) => t.vjp(pool, a)[1](dy)[0]);
};

const convolution = ({ pass, N, H, W, C, KH, KW, O, OH, OW, pad }) => {
  const f = (x, w) => t.conv2d({ w }, { padding: pad })(x);
  const [x, w, y] = [
    [N, H, W, C],
    [KH, KW, C, O],
    [N, OH, OW, O],
  ];
  if (pass === 'fwd') return operation([x, w], f);
  if (pass === 'dx') return operation([y, w], transposed(f, x));
  return operation(
    [y, x],
    transposed((kernel, image) => f(image, kernel), w),
  );
};

/** A whole step: loss, gradients, Adam. The loss is read in every run, and is what it returns. */
const train = (spec) => {
  const { batches, start, step } = trainingOf(t, spec);
  const [{ x, y }] = batches;
  const program = t.jit([start, x, y], step, { donate: [0] });
  let [state, turn] = [start, 0];
  return () => {
    const batch = batches[turn++ % batches.length];
    const done = program(state, batch.x, batch.y);
    state = done.state;
    return done.loss.data[0];
  };
};

/** Probabilities of a batch, read in every run. */
const infer = ({ B }) => {
  const model = cnn(t, CNN);
  const start = { params: t.evaluate(t.init(model.params, t.key(0))) };
  const keep = t.jit([start], (s) => s, { donate: [0] });
  const program = t.jit([start, t.f32(B, CNN.size, CNN.size, 1)], (s, x) =>
    t.softmax(-1)(model(s.params, x)),
  );
  const held = keep(start);
  const batches = setsOf([[B, CNN.size, CNN.size, 1]]);
  let turn = 0;
  const run = () => program(held, ...batches[turn++ % SETS]).data[0];
  return Object.assign(run, { keep });
};

const WORKLOADS = {
  matmul,
  ew: ({ op, n }) => operation(op === 'add' ? [[n], [n]] : [[n]], elementwise[op]),
  softmax: ({ R, C }) => operation([[R, C]], t.softmax(-1)),
  layernorm: ({ R, C }) =>
    operation([[R, C], [C], [C]], (x, gamma, beta) => t.layerNorm({ gamma, beta })(x)),
  sum: ({ axis, R, C }) => operation([[R, C]], t.sum(axis)),
  transpose: ({ R, C }) => operation([[R, C]], t.transpose),
  maxpool: maxPool,
  conv: convolution,
  train,
  infer,
};

/** `prepare` gives the function that does one unit of the workload. */
export const make = async (threads) => {
  const build = process.env.TYPEGRAD_KERNELS;
  if (build === undefined) await t.loadKernels({ threads });
  else await t.loadKernels(new URL(`../../dist/${build}`, import.meta.url), { threads });
  return {
    info: `typegrad, ${threads === 1 ? 'one thread' : `${threads} threads`}`,
    prepare: (spec) => {
      const workload = WORKLOADS[spec.kind];
      if (workload === undefined) throw new Error(`unsupported: ${spec.kind}`);
      return workload(spec);
    },
  };
};
