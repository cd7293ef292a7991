/** What the planner promises, as counts: commands, bytes, who may share memory with whom. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, compile, planGraph } from '../../src/compile/index.ts';
import { donationTargets } from '../../src/compile/plan.ts';
import { simplify } from '../../src/compile/simplify.ts';
import { allocate, storagesOf } from '../../src/compile/storage.ts';
import { check } from '../../src/core/check.ts';
import { fresh, specialise } from '../../src/core/graph.ts';
import type { Graph, Value } from '../../src/core/node.ts';
import { f32, i32, tree } from '../../src/index.ts';
import { matchDonations } from '../../src/runtime/donation.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import { vjpGraph } from '../../src/transform/index.ts';
import { substituteDim } from '../../src/types/dim.ts';
import { recipes } from '../laws/inputs.ts';
import { programs } from '../laws/regions.ts';
import * as cnn from './cnn.ts';
import * as mlp from './mlp.ts';

const kernelsOf = (commands: readonly Command[]): readonly string[] =>
  commands.flatMap((c) => {
    if (c.kind === 'kernel') return [c.kernel];
    if (c.kind === 'branch') return kernelsOf([...c.whenTrue, ...c.whenFalse]);
    return kernelsOf(c.kind === 'while' ? [...c.test, ...c.body] : c.body);
  });

interface Step {
  readonly graph: Graph;
  /** which result takes the memory of which parameter */
  readonly donations: ReadonlyMap<number, number>;
  /** tensors of the state */
  readonly state: number;
}

/** A training step of (state, x, y), traced at names, at a batch size. */
const stepAt = (batch: number, formal: readonly [unknown, Value, Value], result: unknown): Step => {
  const sizes = new Map([['B', batch]]);
  const params = tree
    .leaves(formal)
    .map((p) => fresh({ dtype: p.dtype, shape: p.shape.map((d) => substituteDim(d, sizes)) }));
  const named = tree.paths(formal[0]).map(([path, value], index) => ({ path, value, index }));
  const donations = matchDonations(
    named,
    tree.paths(result).map(([path, value]) => ({ path, value })),
  );
  const traced = { params: tree.leaves(formal), results: tree.leaves(result) };
  const graph = { params, results: specialise(traced, params, sizes) };
  return { graph, donations, state: named.length };
};

const mlpStep = (batch: number): Step => {
  const formal = tree.formals([mlp.start(0), f32('B', 784), i32('B')] as const);
  return stepAt(batch, formal, mlp.step(...formal));
};

const cnnStep = (batch: number): Step => {
  const formal = tree.formals([cnn.start(0), f32('B', 28, 28, 1), i32('B')] as const);
  return stepAt(batch, formal, cnn.step(...formal));
};

describe.each([
  { name: 'MLP', at: mlpStep, most: 30, copies: 0 },
  // the padding of the cotangent of the second convolution is a copy
  { name: 'CNN', at: cnnStep, most: 36, copies: 0 },
])('$name + cross-entropy + Adam, one program', ({ at, most, copies }) => {
  const { graph, donations, state } = at(128);
  const lowered = compile(graph, donations);
  const plan = planGraph(graph, donationTargets(graph.results, donations));
  test(`takes at most ${most} commands, ${copies} of them copies`, () => {
    expect(lowered.commands.length).toBeLessThanOrEqual(most);
    expect(kernelsOf(lowered.commands).filter((k) => k === 'copy').length).toBe(copies);
  });
  test('needs at most 1.15 times the bytes that are alive at once', () => {
    expect(lowered.arenaBytes).toBeLessThanOrEqual(1.15 * lowered.boundBytes);
  });
  test('updates all of its state in the memory that it was given', () => {
    expect(donations.size).toBe(state);
    const updated = plan.operations.flatMap((o) =>
      o.kind === 'map' ? o.writes.map(plan.place).filter((p) => p.kind === 'param') : [],
    );
    expect(new Set(updated.map((p) => p.index))).toEqual(new Set(Array(state).keys()));
    expect(updated.length).toBe(state);
  });
});

test('the memory of the CNN is that of its activations, whatever else a step computes', () => {
  // conv1, pool1, conv2, pool2 and their cotangents, a padded one, two masks of bytes or words: floats per image
  const [conv1, pool1, conv2, pool2] = [26 * 26 * 32, 13 * 13 * 32, 11 * 11 * 64, 5 * 5 * 64];
  const { graph, donations } = cnnStep(128);
  const floats = 2 * (conv1 + pool1 + conv2 + pool2) + 15 * 15 * 64 + (conv1 + conv2) / 4;
  expect(compile(graph, donations).arenaBytes).toBeLessThanOrEqual(4 * 128 * floats);
});

const anyProgram = fc.oneof(...Object.values(recipes), programs);

describe('every plan', () => {
  test('names kernels of the module only', () => {
    const { kernels } = currentMachine();
    fc.assert(
      fc.property(anyProgram, (r) => {
        const g = r.build(r.sizes);
        for (const k of kernelsOf(compile(g).commands))
          expect(kernels[k as 'map']).toBeTypeOf('function');
      }),
      { numRuns: 200, seed: 3 },
    );
  });
  test('keeps graphs whole: check holds after simplify', () => {
    fc.assert(
      fc.property(programs, (r) => {
        check(simplify(r.build(r.sizes)).graph, { specialised: true });
      }),
      { numRuns: 60, seed: 5 },
    );
  });
  test('never gives two live buffers the same bytes', () => {
    fc.assert(
      fc.property(programs, (r) => {
        const g = r.build(r.sizes);
        const { operations, results } = planGraph(vjpGraph(g), []);
        const storages = storagesOf(operations, results, new Set());
        const { offsets } = allocate(storages, operations.length);
        for (const a of storages) {
          for (const b of storages) {
            const together = a !== b && a.birth <= b.death && b.birth <= a.death;
            const [x, y] = [offsets.get(a)!, offsets.get(b)!];
            if (together) expect(x + a.bytes <= y || y + b.bytes <= x).toBe(true);
          }
        }
      }),
      { numRuns: 60, seed: 9 },
    );
  });
});
