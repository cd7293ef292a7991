/** Programs on several threads: the bits of one thread, failures that end everywhere, scripts that end by themselves. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/index.ts';
import { GemmArg } from '../../src/core/abi.gen.ts';
import { concrete } from '../../src/core/check.ts';
import { closed } from '../../src/core/graph.ts';
import { compact, rounded } from '../../src/core/strided.ts';
import {
  add,
  array,
  capabilities,
  evaluate,
  f32,
  i32,
  integers,
  jit,
  key,
  loadKernels,
  matmul,
  normal,
  sum,
  take,
  tree,
} from '../../src/index.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import type { Machine } from '../../src/runtime/machine.ts';
import { load } from '../../src/runtime/program.ts';
import { allPrograms, argsOf, nonZero } from '../../src/testing/index.ts';
import { MODELS, trained } from './training.ts';
import { runWasm } from './wasm.ts';

const url = (name: string): URL => new URL(`../../dist/${name}`, import.meta.url);
/** As many threads as are asked for, and every command that can be divided is. */
const divided = (threads: number): Promise<void> => loadKernels({ threads, threshold: 0 });
const runs = (): number => currentMachine().threads?.team.runs ?? 0;

afterAll(() => loadKernels({ threads: 1 }));

describe('the bits of a training run', () => {
  test.each(MODELS)('%s, on 1, 2 and 3 threads', async (model) => {
    await loadKernels({ threads: 1 });
    const alone = await trained(model, 4);
    for (const threads of [2, 3]) {
      await divided(threads);
      const before = runs();
      expect(await trained(model, 4), `${threads} threads`).toEqual(alone);
      expect(runs() - before).toBeGreaterThanOrEqual(4);
    }
  });
});

test('random programs on 3 threads', { timeout: 120_000 }, async () => {
  const samples = fc.sample(
    allPrograms.chain((recipe) => {
      const graph = recipe.build(recipe.sizes);
      const domains = graph.params.map((_, i) => recipe.domains[i] ?? nonZero);
      return argsOf(graph, domains).map((args) => ({ graph, args }));
    }),
    { seed: 20261124, numRuns: 300 },
  );
  const results = () =>
    samples.map(({ graph, args }) => {
      const given = args.map((a) => ({ ...a, ...compact(a, rounded) }));
      return runWasm(graph, given);
    });
  await loadKernels({ threads: 1 });
  const alone = results();
  await divided(3);
  expect(results()).toEqual(alone);
  expect(runs()).toBeGreaterThan(100);
});

describe('a failure', () => {
  const n = 40;
  const a = array([n, n], new Float32Array(n * n).fill(1));
  beforeAll(() => divided(3));

  test('an index out of range ends the run everywhere, and the next one is right', () => {
    const f = jit([f32(n, n), i32(n)], (x, i) => sum()(matmul(take(x, add(i, i)), x)));
    const at = (first: number) =>
      integers(
        [n],
        Array.from({ length: n }, (_, i) => (i === 0 ? first : 1)),
      );
    for (let i = 0; i < 20; i++) {
      expect(() => f(a, at(n))).toThrow(/^gather: the index at position 0 is out of range/);
      expect(f(a, at(1)).data[0]).toBe(n * n * n);
    }
  });

  const [x] = tree.leaves(tree.formals(f32(n, n)));
  const graph = closed({ params: [x!], results: [matmul(x as never, x as never)] as never });

  /** The machine with something done to the words of the first worker before it gets to run. */
  const tampered = (machine: Machine, tamper: (image: number) => void): Machine => {
    const { threads } = machine;
    const { team } = threads!;
    return {
      ...machine,
      threads: {
        ...threads!,
        team: {
          ...team,
          run: (crew, task, body) => {
            tamper(task.imageOf(0));
            team.run(crew, task, body);
          },
        },
      },
    };
  };

  test('a kernel that stops in a worker is named, the pool is rebuilt', async () => {
    const machine = currentMachine();
    const lowered = compile(graph);
    const [product] = lowered.commands.filter((c) => c.kind === 'kernel' && c.kernel === 'gemm');
    const record = product?.kind === 'kernel' ? product.record : -1;
    let broken = true;
    const program = load(
      tampered(machine, (image) => {
        // the address of the left matrix, beyond the end of memory
        if (broken) new Int32Array(machine.memory.buffer, image)[record + GemmArg.a] = 0x70000000;
      }),
      lowered,
      graph.params.map((p) => ({ type: concrete(p) })),
    );
    program.write(0, new Float32Array(n * n).fill(1));
    for (let i = 0; i < 3; i++) {
      broken = true;
      expect(() => program.run()).toThrow(/^dot: the kernel gemm has stopped: .*bounds/);
      broken = false;
      program.run();
      expect([...program.read(0)]).toEqual(Array.from({ length: n * n }, () => n));
    }
    expect(machine.threads!.team.present()).toBe(2);
    program.free();
  });

  test('memory that grows while workers sleep is there for them', () => {
    const before = currentMachine().memory.buffer.byteLength;
    const wide = evaluate(normal(key(1), [1500, 700]));
    const [mine, theirs] = [1, 3].map(() =>
      evaluate(sum()(matmul(wide, normal(key(2), [700, 600])))),
    );
    expect(currentMachine().memory.buffer.byteLength).toBeGreaterThan(before);
    expect(mine!.data[0]).toBe(theirs!.data[0]);
  });
});

describe('loadKernels', () => {
  test('one thread takes memory that is not shared', async () => {
    await loadKernels({ threads: 1 });
    expect(currentMachine().memory.buffer).toBeInstanceOf(ArrayBuffer);
    expect(capabilities()).toMatchObject({ threads: 1, reason: 'one thread was asked for' });
  });
  test('takes kernels for shared memory by their URL', async () => {
    await loadKernels(url('kernels.shared.wasm'), { threads: 2 });
    expect(capabilities()).toEqual({ threads: 2, relaxed: expect.any(Boolean) });
  });
  test('refuses more threads over kernels for memory that is not shared', async () => {
    await expect(loadKernels(url('kernels.wasm'), { threads: 2 })).rejects.toThrow(
      'loadKernels: no 2 threads: these kernels were compiled for memory that is not shared',
    );
  });
  test.each([0, -1, 1.5, Number.NaN])('refuses %d threads', async (threads) => {
    await expect(loadKernels({ threads })).rejects.toThrow(
      `loadKernels: threads must be a positive whole number, got ${threads}`,
    );
  });
  test('kernels that are replaced give their threads back, and their functions still run', async () => {
    await divided(2);
    const f = jit([f32(40, 40)], (x) => matmul(x, x));
    const x = array([40, 40], new Float32Array(1600).fill(1));
    const { team } = currentMachine().threads!;
    f(x);
    const before = team.runs;
    await loadKernels({ threads: 1 });
    expect(f(x).data[7]).toBe(40);
    expect(team.runs).toBe(before);
  });
});

describe('a script', () => {
  const script = (body: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', body], {
      encoding: 'utf8',
      timeout: 60_000,
    });
  const door = url('index.js').href;
  const product = `const x = t.evaluate(t.normal(t.key(1), [500, 500]));
    for (let i = 0; i < 40; i++) t.evaluate(t.matmul(x, x));`;

  test('ends by itself with threads that wait', () => {
    const done = script(`import * as t from '${door}';
      await t.loadKernels({ threads: 3, threshold: 0 });
      ${product} console.log(t.capabilities().threads);`);
    expect(done).toMatchObject({ status: 0, stdout: '3\n', stderr: '' });
  });
  test('ends by itself when nothing was said about threads', () => {
    const done = script(`import * as t from '${door}'; ${product} console.log('done');`);
    expect(done).toMatchObject({ status: 0, stdout: 'done\n', stderr: '' });
  });
  test('that is short starts none', () => {
    const done = script(`import * as t from '${door}';
      import { currentMachine } from '${url('runtime/kernels.js').href}';
      t.evaluate(t.matmul(t.normal(t.key(1), [99, 99]), t.normal(t.key(2), [99, 99])));
      console.log(currentMachine().threads?.team.present() ?? 0);`);
    expect(done).toMatchObject({ status: 0, stdout: '0\n', stderr: '' });
  });
});
