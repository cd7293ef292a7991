/**
 * No result depends on how the units of a command are divided, nor on their order: every divisible command runs in
 * pieces, the last one first, and gives the bits of the whole. A kernel that wrote beyond its units would not.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/index.ts';
import type { KernelName } from '../../src/core/abi.gen.ts';
import { concrete } from '../../src/core/check.ts';
import { sizeOf } from '../../src/core/layout.ts';
import type { Graph } from '../../src/core/node.ts';
import { print } from '../../src/core/print.ts';
import { compact, rounded, type TypedArray } from '../../src/core/strided.ts';
import { dataOf } from '../../src/prim/index.ts';
import { makeAddresses } from '../../src/runtime/addresses.ts';
import { execute } from '../../src/runtime/execute.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import type { Kernel } from '../../src/runtime/machine.ts';
import { rangeOf, type Share, teamworkOf } from '../../src/runtime/teamwork.ts';
import { viewAt, writeAt } from '../../src/runtime/typed-array.ts';
import { allPrograms, argsOf, nonZero } from '../../src/testing/index.ts';
import { jvpGraph } from '../../src/transform/index.ts';
import { isFloat } from '../../src/types/dtype.ts';
import { MODELS, stepGraph, training } from './training.ts';

type Kernels = Readonly<Record<KernelName, Kernel>>;

/** Runs every divided command in `parts` pieces, the last first. */
const backwards = (
  kernels: Kernels,
  words: Int32Array,
  image: number,
  shares: readonly Share[],
  parts: number,
): Kernels => {
  const byRecord = new Map(shares.map((s) => [s.record, s]));
  const pieces =
    (kernel: Kernel): Kernel =>
    (address) => {
      const record = (address - image) / 4;
      const share = byRecord.get(record);
      if (share === undefined) return kernel(address);
      for (let part = parts - 1; part >= 0; part--) {
        words.set(rangeOf(share, part, parts), record);
        kernel(address);
      }
      words.set([0, share.units], record);
    };
  return new Proxy(
    { ...kernels },
    {
      get: (all, name: KernelName) => pieces(all[name]),
    },
  );
};

/** The results of a program whose commands are divided so; how many there were to divide. */
const run = (g: Graph, data: readonly TypedArray[], parts: number) => {
  const machine = currentMachine();
  const { memory, heap } = machine;
  const lowered = compile(g);
  const types = g.params.map(concrete);
  const at = makeAddresses(
    machine,
    lowered,
    types.map((type) => ({ type })),
  );
  data.forEach((d, i) => {
    const where = at.inputAddress(i);
    writeAt(memory.buffer, types[i]!.dtype, where, d);
  });
  at.link(1, []);
  const words = new Int32Array(memory.buffer, at.image, lowered.words.length);
  const status = new Int32Array(memory.buffer, at.status, 1);
  status[0] = 0;
  const { shares } = teamworkOf(lowered.commands, 0);
  execute(lowered.commands, {
    kernels: backwards(machine.kernels, words, at.image, shares, parts),
    ...{ memory, image: at.image, words, status },
    barrier: () => {},
    failed: (_, cause) => {
      throw cause;
    },
  });
  const results = lowered.results.map(({ address, buffer: { type } }) => {
    const where = at.baseOf(address.region) + address.offset;
    const bytes = viewAt(memory.buffer, type.dtype, where, sizeOf(type.shape)).slice();
    return [...new Uint8Array(bytes.buffer)];
  });
  at.free();
  expect(heap.used).toBeGreaterThanOrEqual(0);
  return { results, divided: shares.map((s) => s.record).length };
};

test('random programs and their derivatives', { timeout: 120_000 }, () => {
  let divided = 0;
  const samples = allPrograms.chain((recipe) => {
    const forward = recipe.build(recipe.sizes);
    const graphs = forward.params.every((p) => isFloat(p.dtype))
      ? [forward, jvpGraph(forward)]
      : [forward];
    return fc.constantFrom(...graphs).chain((graph) =>
      argsOf(
        graph,
        graph.params.map((_, i) => recipe.domains[i] ?? nonZero),
      ).map((args) => ({
        graph,
        args,
        [fc.toStringMethod]: () =>
          `\n${print(graph)}at ${args.map((x) => `[${x.data}]`).join(', ')}`,
      })),
    );
  });
  fc.assert(
    fc.property(samples, fc.integer({ min: 2, max: 4 }), ({ graph, args }, parts) => {
      const data = args.map((a) => compact(a, rounded).data);
      const pieces = run(graph, data, parts);
      divided += pieces.divided;
      expect(pieces.results).toEqual(run(graph, data, 1).results);
    }),
    { seed: 20261124, numRuns: 800 },
  );
  expect(divided).toBeGreaterThan(1000);
});

describe('a training step', () => {
  test.each(MODELS)('%s', async (model) => {
    const { graph, values } = stepGraph(await training(model));
    const data = values.map(dataOf);
    const whole = run(graph, data, 1);
    for (const parts of [2, 3, 7]) {
      const pieces = run(graph, data, parts);
      expect(pieces.divided).toBeGreaterThan(10);
      expect(pieces.results, `${parts} pieces`).toEqual(whole.results);
    }
  });
  test('and its pieces are seen: in them a kernel finds other ranges', () => {
    const share = { record: 0, units: 2500, multiple: 1024, most: 3 };
    expect([0, 1, 2].map((part) => rangeOf(share, part, 3))).toEqual([
      [0, 1024],
      [1024, 2048],
      [2048, 2500],
    ]);
    expect([0, 1].map((part) => rangeOf({ ...share, most: 1 }, part, 2))).toEqual([
      [0, 2500],
      [0, 0],
    ]);
  });
});
