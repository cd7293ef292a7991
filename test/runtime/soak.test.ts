/** A training step neither grows the WASM memory nor, once warm, the heap of JavaScript. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { array, f32, i32, integers, jit, scale } from '../../src/index.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import * as cnn from '../compile/cnn.ts';
import * as mlp from '../compile/mlp.ts';

const collector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc !== 'function') throw new Error('this Node has no gc');
  // weak tables let go of what they held one collection later
  return () => {
    for (let i = 0; i < 3; i++) gc();
  };
};

const BATCH = 8;
const data = (n: number, f: (i: number) => number) =>
  Float32Array.from({ length: n }, (_, i) => f(i));

const labels = integers(
  [BATCH],
  data(BATCH, (i) => i % 10),
);
const pixels = data(BATCH * 784, (i) => ((i * 7919) % 256) / 255);

interface Trained<S> {
  readonly state: S;
  readonly loss: { readonly data: ArrayLike<number> };
}

/** Steps to warm up, then six windows of steps, in which nothing may grow and the batch is learnt by heart. */
const soak = <S>(
  first: Trained<S>,
  next: (state: S) => Trained<S>,
  { warm, window }: { readonly warm: number; readonly window: number },
): void => {
  const gc = collector();
  const { memory, heap } = currentMachine();
  let { state, loss } = first;
  const run = (steps: number): void => {
    for (let i = 0; i < steps; i++) ({ state, loss } = next(state));
  };
  const begin = loss.data[0]!;
  run(warm);
  gc();
  const [bytes, blocks] = [memory.buffer.byteLength, heap.used];
  // the compiler of the machine may take memory in any one window; a leak shows in all of them
  const growths = Array.from({ length: 6 }, () => {
    const objects = process.memoryUsage().heapUsed;
    run(window);
    gc();
    return process.memoryUsage().heapUsed - objects;
  });
  expect(memory.buffer.byteLength).toBe(bytes);
  expect(heap.used).toBe(blocks);
  // less than one object of any size a step
  expect(Math.min(...growths)).toBeLessThan(window * 16);
  expect(loss.data[0]!).toBeLessThan(0.01 * begin);
};

test('6 500 steps of the MLP', () => {
  const first = mlp.start(0);
  const train = jit([first, f32('B', 784), i32('B')], mlp.step, { donate: [0] });
  const x = array([BATCH, 784], pixels);
  soak(train(first, x, labels), (s) => train(s, x, labels), { warm: 500, window: 1000 });
});

test('1 400 steps of the CNN', () => {
  const first = cnn.start(0);
  const train = jit([first, f32('B', 28, 28, 1), i32('B')], cnn.step, { donate: [0] });
  const x = array([BATCH, 28, 28, 1], pixels);
  soak(train(first, x, labels), (s) => train(s, x, labels), { warm: 800, window: 100 });
});

test('jitted functions that are garbage give their memory back', async () => {
  const gc = collector();
  const { heap, memory } = currentMachine();
  const use = (k: number): number => {
    const f = jit([f32(4096)], (x) => scale(k, x), { donate: [0] });
    return f(
      array(
        [4096],
        data(4096, () => 1),
      ),
    ).data[0]!;
  };
  const settle = async (): Promise<void> => {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  for (let k = 0; k < 20; k++) use(k);
  await settle();
  const [used, bytes] = [heap.used, memory.buffer.byteLength];
  for (let k = 0; k < 300; k++) {
    expect(use(k)).toBe(k);
    if (k % 50 === 0) await settle();
  }
  await settle();
  expect(heap.used).toBeLessThan(used + 10 * 4096 * 4);
  expect(memory.buffer.byteLength).toBeLessThan(bytes + 100 * 4096 * 4);
});
