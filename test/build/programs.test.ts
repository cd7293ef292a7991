/** Built programs of every kind of command give the bits of the planned ones. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { build } from '../../src/build/index.ts';
import { compilerOf, kernelIndex } from '../../src/cli/assemblyscript.ts';
import { graphOf } from '../../src/cli/build-model.ts';
import {
  add,
  array,
  exp,
  f32,
  greater,
  i32,
  init,
  integers,
  jit,
  key,
  mul,
  relu,
  softmax,
  sum,
  type Tensor,
  tanh,
  where,
} from '../../src/index.ts';
import { layer, net } from '../../src/nn/index.ts';
import { temporaryFolder } from '../cli/cli.ts';

interface Input {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
type Predict = (input: Input) => { readonly data: Float32Array };

const isPredict = (u: unknown): u is { readonly predict: Predict } =>
  typeof u === 'object' && u !== null && 'predict' in u;

/** Builds a network for B = 3 and imports it. */
const built = async (own: unknown, params: unknown): Promise<Predict> => {
  const trained = { net: own as never, params, state: {}, softmax: false, what: '' };
  const files = await build(
    graphOf(trained, new Map([['B', 3]]), 'test'),
    kernelIndex(),
    'model.wasm',
    compilerOf(),
  );
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'model.wasm'), files.wasm);
  writeFileSync(join(folder, 'model.js'), files.module);
  const module: unknown = await import(pathToFileURL(join(folder, 'model.js')).href);
  if (!isPredict(module)) throw new TypeError('no predict');
  return module.predict;
};

const bits = (x: Float32Array): readonly number[] => [...new Uint32Array(x.slice().buffer)];
const numbers = (n: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => Math.sin(7 * i) * 3);

describe('bits of the planned program', () => {
  test('embedding, a loop over time, a dense layer; indices are checked', async () => {
    const own = net(
      i32('B', 5),
      layer.embedding('characters', 11, 6),
      layer.lstm('memory', 7, { output: 'last' }),
      layer.dense('out', 10),
    );
    const params = init(own.params, key(3));
    const predict = await built(own, params);
    const data = Int32Array.from({ length: 15 }, (_, i) => (i * 4) % 11);
    const planned = jit([own.params, i32('B', 5)], (p, x) => own(p, x));
    const x = integers([3, 5], [...data]);
    expect(bits(predict({ shape: [3, 5], data }).data)).toEqual(bits(planned(params, x).data));
    data[7] = 11;
    expect(() => predict({ shape: [3, 5], data })).toThrow(
      /index 11 at position 7 is out of range for size 11/,
    );
  });
  test('rows that end within a vector, bools, sums, exponentials', async () => {
    const own = net(
      f32('B', 9),
      layer.dense('a', 7),
      tanh,
      (x: Tensor<['B', 7]>) => add(x, mul(exp(x), x)),
      layer.dense('b', 13),
      relu,
      (x: Tensor<['B', 13]>) => where(greater(x, tanh(x)), mul(x, x), x),
      (x: Tensor<['B', 13]>) => add(x, sum(1, { keepdims: true })(x)),
      softmax(-1),
    );
    const params = init(own.params, key(4));
    const predict = await built(own, params);
    const planned = jit([own.params, f32('B', 9)], (p, x) => own(p, x));
    const x = array([3, 9], numbers(27));
    const { data } = predict({ shape: [3, 9], data: numbers(27) });
    expect(bits(data)).toEqual(bits(planned(params, x).data));
  });
});
