/** A training step neither grows the WASM memory nor, once warm, the heap of JavaScript. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { array, f32, i32, integers, jit, scale } from '../../src/index.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import { start, step } from '../compile/mlp.ts';

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

test('3 000 steps of the MLP', () => {
  const gc = collector();
  const { memory, heap } = currentMachine();
  const first = start(0);
  const train = jit([first, f32('B', 784), i32('B')], step, { donate: [0] });
  const x = array(
    [BATCH, 784],
    data(BATCH * 784, (i) => ((i * 7919) % 256) / 255),
  );
  const y = integers(
    [BATCH],
    data(BATCH, (i) => i % 10),
  );
  let { state, loss } = train(first, x, y);
  const run = (steps: number): void => {
    for (let i = 0; i < steps; i++) ({ state, loss } = train(state, x, y));
  };
  const begin = loss.data[0]!;
  run(500);
  gc();
  const [bytes, blocks] = [memory.buffer.byteLength, heap.used];
  // the compiler of the machine may take memory in any one window; a leak shows in all of them
  const growths = Array.from({ length: 3 }, () => {
    const objects = process.memoryUsage().heapUsed;
    run(1000);
    gc();
    return process.memoryUsage().heapUsed - objects;
  });
  expect(memory.buffer.byteLength).toBe(bytes);
  expect(heap.used).toBe(blocks);
  // less than one object of any size a step
  expect(Math.min(...growths)).toBeLessThan(1000 * 16);
  expect(loss.data[0]!).toBeLessThan(0.01 * begin);
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
