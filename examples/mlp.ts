/**
 * A multilayer perceptron from data to saved weights, on digits that the library draws itself.
 * In a clone, after `npm run build`: npx tsx examples/mlp.ts
 */
import { adam, f32, key, layer, net, relu } from 'typegrad';
import { generatedDigits, type Samples, split } from 'typegrad/data';
import { classifier, evaluateOn, fit, saveParams } from 'typegrad/train';

// the input's size is stated once; the others follow, and a stage that does not fit does not compile
const mlp = net(
  f32('B', 784),
  layer.dense('fc1', 256),
  relu,
  layer.dense('fc2', 128),
  relu,
  layer.dense('fc3', 10),
);

const model = classifier({
  net: mlp,
  optimiser: adam({ lr: 1e-3 }),
});

/** Digits as rows of 784 numbers. */
const digits = (seed: number, count: number): Samples => ({
  ...generatedDigits([0, seed], count),
  shape: [784],
});

const data = split(digits(1, 3000), 0.1);
const run = fit(model, model.start(key(0)), data, { epochs: 5, batchSize: 128, key: [0, 1] });

let next = run.next();
for (; next.done !== true; next = run.next()) {
  if (next.value.kind !== 'epoch') continue;
  const { epoch, train, validation } = next.value;
  console.log(
    `epoch ${epoch}: loss ${train.loss.toFixed(4)}, validation accuracy ${validation?.accuracy.toFixed(4)}`,
  );
}

const state = next.value;
const test = evaluateOn(model, state, digits(2, 1000), 128);
console.log(`test accuracy ${test.accuracy.toFixed(4)}`);
console.log(`${saveParams(state.params).length} bytes of weights as safetensors`);
