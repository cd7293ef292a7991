/** The models of the harness, as the layers of a library `t` that is given: the built package, or its sources in a test. */

export const MLP = { batch: 128, widths: [784, 512, 256, 10] };
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

const MODELS = {
  mlp: (t, sizes) => ({
    model: mlp(t, sizes),
    sample: [sizes.widths[0]],
    classes: sizes.widths.at(-1),
  }),
  cnn: (t, sizes) => ({
    model: cnn(t, sizes),
    sample: [sizes.size, sizes.size, 1],
    classes: sizes.classes,
  }),
};
const SIZES = { mlp: MLP, cnn: CNN };

/** How many batches take turns. */
const BATCHES = 4;

/** Uniform in [-1, 1), labels 0, 1, 2 ... from another beginning each. */
const batchesOf = (t, { batch }, sample, classes) =>
  Array.from({ length: BATCHES }, (_, k) => ({
    x: t.evaluate(t.uniform(t.key(k + 1), [batch, ...sample], { min: -1, max: 1 })),
    y: t.integers(
      [batch],
      Array.from({ length: batch }, (_, i) => (i + k) % classes),
    ),
  }));

/**
 * A model with its first parameters, batches, Adam's first state and the body of a training step: state, x, y to the next
 * state and the loss.
 */
export const trainingOf = (t, { model: name, sizes = SIZES[name] }) => {
  if (!(name in MODELS)) throw new Error(`unsupported: training of ${name}`);
  const { model, sample, classes } = MODELS[name](t, sizes);
  const optimiser = t.adam({ lr: 1e-3 });
  const params = t.evaluate(t.init(model.params, t.key(0)));
  return {
    batches: batchesOf(t, sizes, sample, classes),
    start: { params, optimiser: t.evaluate(optimiser.init(params)) },
    step: (s, x, y) => {
      const lossOf = (p) => t.crossEntropy(model(p, x), y);
      const [loss, grads] = t.valueAndGrad(lossOf)(s.params);
      const [next, own] = optimiser.update(grads, s.optimiser, s.params);
      return { state: { params: next, optimiser: own }, loss };
    },
  };
};
