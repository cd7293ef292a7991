/** What the planner promises, as counts: commands, bytes, who may share memory with whom. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, compile, planGraph } from '../../src/compile/index.ts';
import { simplify } from '../../src/compile/simplify.ts';
import { allocate, storagesOf } from '../../src/compile/storage.ts';
import { check } from '../../src/core/check.ts';
import { fresh, specialise } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import { f32, i32, tree } from '../../src/index.ts';
import { matchDonations } from '../../src/runtime/donation.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import { vjpGraph } from '../../src/transform/index.ts';
import { substituteDim } from '../../src/types/dim.ts';
import { recipes } from '../laws/inputs.ts';
import { programs } from '../laws/regions.ts';
import { hasLanes } from '../runtime/wasm.ts';
import { start, step } from './mlp.ts';

const kernelsOf = (commands: readonly Command[]): readonly string[] =>
  commands.flatMap((c) => {
    if (c.kind === 'kernel') return [c.kernel];
    return c.kind === 'loop' ? kernelsOf(c.body) : kernelsOf([...c.whenTrue, ...c.whenFalse]);
  });

/** The step of the MLP at a batch size, and which result takes the memory of which parameter. */
const mlpStep = (
  batch: number,
): { readonly graph: Graph; readonly donations: ReadonlyMap<number, number> } => {
  const formal = tree.formals([start(0), f32('B', 784), i32('B')] as const);
  const result = step(...formal);
  const sizes = new Map([['B', batch]]);
  const params = tree
    .leaves(formal)
    .map((p) => fresh({ dtype: p.dtype, shape: p.shape.map((d) => substituteDim(d, sizes)) }));
  const named = tree.paths(formal[0]).map(([path, value], index) => ({ path, value, index }));
  return {
    graph: {
      params,
      results: specialise(
        { params: tree.leaves(formal), results: tree.leaves(result) },
        params,
        sizes,
      ),
    },
    donations: matchDonations(
      named,
      tree.paths(result).map(([path, value]) => ({ path, value })),
    ),
  };
};

describe('MLP + cross-entropy + Adam, one program', () => {
  const { graph, donations } = mlpStep(128);
  const lowered = compile(graph, donations);
  test('takes at most 30 commands', () => {
    expect(lowered.commands.length).toBeLessThanOrEqual(30);
  });
  test('needs at most 1.15 times the bytes that are alive at once', () => {
    expect(lowered.arenaBytes).toBeLessThanOrEqual(1.15 * lowered.boundBytes);
  });
  test('updates all of its state in the memory that it was given', () => {
    expect(donations.size).toBe(tree.leaves(start(0)).length);
    expect(kernelsOf(lowered.commands)).not.toContain('copy');
  });
});

const anyProgram = fc.oneof(...Object.values(recipes), programs);

describe('every plan', () => {
  test('names kernels of the module only', () => {
    const { kernels } = currentMachine();
    fc.assert(
      fc.property(anyProgram, (r) => {
        const g = r.build(r.sizes);
        if (!hasLanes(g)) return;
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
