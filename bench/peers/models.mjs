/** The models of the harness, as the layers of a library `t` that is given: the built package, or its sources in a test. */

export const MLP = { batch: 128, widths: [784, 512, 256, 10] };
export const LSTM = { batch: 32, steps: 64, units: 128, classes: 64 };
export const TRANSFORMER = { batch: 16, steps: 64, width: 128, heads: 4, hidden: 512 };
export const CNN = { batch: 128, size: 28, filters: [32, 64], classes: 10 };

/** Dense layers with ReLU between them. */
const mlp = (t, { widths: [inputs, ...outputs] }) => {
  const layers = outputs.flatMap((width, i) => [t.relu, t.layer.dense(`fc${i + 1}`, width)]);
  return t.net(t.f32('B', inputs), ...layers.slice(1));
};

/** Two blocks of convolution 3 x 3, ReLU, max-pooling 2, then a dense layer. */
export const cnn = (t, { size, filters, classes }) => {
  const blocks = filters.flatMap((n, i) => [
    t.layer.conv2d(`conv${i + 1}`, { filters: n, kernel: 3 }),
    t.relu,
    t.maxPool2d(2),
  ]);
  return t.net(t.f32('B', size, size, 1), ...blocks, t.flatten, t.layer.dense('fc', classes));
};

/** An LSTM over one-hot symbols, and the next symbol at every step. */
const lstm = (t, { units, classes }) =>
  t.net(t.f32('B', 'T', classes), t.layer.lstm('lstm', units), t.layer.dense('out', classes));

/** One encoder block of a transformer, pre-norm, with GELU in its exact form (peers may have the one with tanh). */
const transformer = (t, { steps, width, heads, hidden }) =>
  t.net(
    t.f32('B', steps, width),
    t.layer.transformerEncoder('block', { heads, hidden, activation: 'gelu', norm: 'pre' }),
  );

/** How many batches take turns. */
const BATCHES = 4;

const uniform = (t, k, shape) => t.evaluate(t.uniform(t.key(k), shape, { min: -1, max: 1 }));

/** Labels 0, 1, 2 ... from another beginning each. */
const labels = (t, shape, k, classes) =>
  t.integers(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (i + k) % classes),
  );

const classified =
  (make, sample, classes) =>
  (t, { batch, ...sizes }) => ({
    model: make(t, sizes),
    batchOf: (k) => ({
      x: uniform(t, k + 1, [batch, ...sample(sizes)]),
      y: labels(t, [batch], k, classes(sizes)),
    }),
    lossOf: t.crossEntropy,
  });

const MODELS = {
  mlp: classified(
    mlp,
    ({ widths }) => [widths[0]],
    ({ widths }) => widths.at(-1),
  ),
  cnn: classified(
    cnn,
    ({ size }) => [size, size, 1],
    ({ classes }) => classes,
  ),
  lstm: (t, { batch, steps, ...sizes }) => ({
    model: lstm(t, sizes),
    batchOf: (k) => ({
      x: t.evaluate(t.oneHot(sizes.classes)(labels(t, [batch, steps], k, sizes.classes))),
      y: labels(t, [batch, steps], k, sizes.classes),
    }),
    lossOf: t.crossEntropy,
  }),
  transformer: (t, { batch, ...sizes }) => ({
    model: transformer(t, sizes),
    batchOf: (k) => ({
      x: uniform(t, 2 * k + 1, [batch, sizes.steps, sizes.width]),
      y: uniform(t, 2 * k + 2, [batch, sizes.steps, sizes.width]),
    }),
    lossOf: t.meanSquaredError,
  }),
};
const SIZES = { mlp: MLP, cnn: CNN, lstm: LSTM, transformer: TRANSFORMER };

/**
 * A model with its first parameters, batches, Adam's first state and the body of a training step: state, x, y to the next
 * state and the loss.
 */
export const trainingOf = (t, { model: name, sizes = SIZES[name] }) => {
  if (!(name in MODELS)) throw new Error(`unsupported: training of ${name}`);
  const { model, batchOf, lossOf } = MODELS[name](t, sizes);
  const optimiser = t.adam({ lr: 1e-3 });
  const params = t.evaluate(t.init(model.params, t.key(0)));
  return {
    batches: Array.from({ length: BATCHES }, (_, k) => batchOf(k)),
    start: { params, optimiser: t.evaluate(optimiser.init(params)) },
    step: (s, x, y) => {
      const [loss, grads] = t.valueAndGrad((p) => lossOf(model(p, x), y))(s.params);
      const [next, own] = optimiser.update(grads, s.optimiser, s.params);
      return { state: { params: next, optimiser: own }, loss };
    },
  };
};
