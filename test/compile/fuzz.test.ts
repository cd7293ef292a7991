/**
 * Differential fuzzing: random programs of all primitives, with loops, branches, calls, views and donated arguments,
 * and their gradients. The kernels compute what the reference means, the optimised program what the plain one
 * computes, bit for bit, and no two buffers that live at once share bytes. A failure is printed as the smallest program
 * found, with the seed and the path that repeat it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, planGraph } from '../../src/compile/index.ts';
import { donationTargets, type PlanOptions } from '../../src/compile/plan.ts';
import { allocate, storagesOf } from '../../src/compile/storage.ts';
import { concrete } from '../../src/core/check.ts';
import { subgraphs, toposort } from '../../src/core/graph.ts';
import { sizeOf } from '../../src/core/layout.ts';
import type { Graph } from '../../src/core/node.ts';
import { print } from '../../src/core/print.ts';
import { compact, rounded } from '../../src/core/strided.ts';
import { describe } from '../../src/core/type.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import { load } from '../../src/runtime/program.ts';
import { viewAt, writeAt } from '../../src/runtime/typed-array.ts';
import {
  type Args,
  allPrograms,
  argsOf,
  everyPrimitive,
  nonZero,
  type Verdict,
} from '../../src/testing/index.ts';
import { jvpGraph, vjpGraph } from '../../src/transform/index.ts';
import { byteSize } from '../../src/types/dtype.ts';
import { difference, runReference } from '../runtime/wasm.ts';

const SEED = 20261124;
const PROGRAMS = 2000;

interface Sample {
  readonly graph: Graph;
  readonly args: Args;
}

/** Its gradient, or where a loop of unknown length has none, its derivative in forward mode. */
const derivativeOf = (g: Graph): Graph =>
  namesIn(g).includes('while') ? jvpGraph(g) : vjpGraph(g);

/** A program or its derivative, with arguments; tangents and cotangents lie where arguments do. */
const samples: fc.Arbitrary<Sample> = fc
  .tuple(allPrograms, fc.boolean())
  .chain(([recipe, derived]) => {
    const forward = recipe.build(recipe.sizes);
    const graph = derived ? derivativeOf(forward) : forward;
    const domains = graph.params.map((_, i) => recipe.domains[i] ?? nonZero);
    return argsOf(graph, domains).map((args) => ({
      graph,
      args,
      [fc.toStringMethod]: () => `\n${print(graph)}at ${args.map((x) => `[${x.data}]`).join(', ')}`,
    }));
  });

/** From argument to result: every argument gives its memory to the first result of its type that has none. */
const donationsOf = ({ params, results }: Graph): Donations => {
  const taken = new Map<number, number>();
  params.forEach((p, i) => {
    const free = results.findIndex(
      (r, k) => describe(p) === describe(r) && ![...taken.values()].includes(k),
    );
    if (free >= 0) taken.set(i, free);
  });
  return taken;
};

type Numbers = readonly (readonly number[])[];
type Donations = ReadonlyMap<number, number>;

/** The results: of a donated argument's memory, what is in it at the end. */
const runWith = ({ graph, args }: Sample, donations: Donations, options: PlanOptions): Numbers => {
  const machine = currentMachine();
  const { heap, memory } = machine;
  const lowered = compile(graph, donations, options);
  const program = load(
    machine,
    lowered,
    graph.params.map((p) => ({ type: concrete(p) })),
  );
  const places = args.map((a) => heap.allocate(16 + byteSize(a.dtype) * sizeOf(a.shape)));
  args.forEach((a, i) => {
    writeAt(memory.buffer, a.dtype, places[i]!, compact(a, rounded).data);
    program.bind(i, places[i]!);
  });
  program.run();
  const donor = new Map([...donations].map(([param, result]) => [result, param]));
  const out = graph.results.map((r, k) => {
    const from = donor.get(k);
    if (from === undefined) return Array.from(program.read(k), Number);
    const n = sizeOf(r.shape.map(Number));
    return Array.from(viewAt(memory.buffer, r.dtype, places[from]!, n), Number);
  });
  for (const at of places) heap.free(at);
  program.free();
  return out;
};

const none: Donations = new Map();
const compiled = (s: Sample, donations = none, options: PlanOptions = {}): Numbers =>
  runWith(s, donations, options);

/** Two buffers that live at once at the same bytes, in words. */
const overlap = (g: Graph, donations: Donations): Verdict => {
  const { operations, results } = planGraph(g, donationTargets(g.results, donations));
  const storages = storagesOf(operations, results, new Set());
  const { offsets } = allocate(storages, operations.length);
  for (const [i, a] of storages.entries()) {
    for (const b of storages.slice(i + 1)) {
      const together = a.birth <= b.death && b.birth <= a.death;
      const [x, y] = [offsets.get(a)!, offsets.get(b)!];
      const apart = x + a.bytes <= y || y + b.bytes <= x;
      if (together && !apart) return `buffers of ${a.bytes} and ${b.bytes} bytes at ${x} and ${y}`;
    }
  }
  return undefined;
};

/** Some dozens of roundings of f32, relative to the largest element of the result. */
const ROUNDINGS = 1e-5;

const violation = (s: Sample): Verdict => {
  const donations = donationsOf(s.graph);
  const want = runReference(s.graph, s.args);
  const largest = want.map((row) => Math.max(1, ...row.filter(Number.isFinite).map(Math.abs)));
  const optimised = compiled(s);
  const laws: Readonly<Record<string, () => Verdict>> = {
    'the kernels and the reference': () =>
      difference(optimised, want, (_, k) => ROUNDINGS * largest[k]!),
    'optimised and plain': () =>
      difference(optimised, compiled(s, none, { fusion: false }), () => 0),
    'with and without donated arguments': () =>
      difference(compiled(s, donations), optimised, () => 0),
    'buffers that overlap': () => overlap(s.graph, none) ?? overlap(s.graph, donations),
  };
  for (const [law, verdict] of Object.entries(laws)) {
    const found = verdict();
    if (found !== undefined) return `${law}: ${found}`;
  }
  return undefined;
};

test(`${PROGRAMS} random programs, seed ${SEED}`, { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(samples, (s) => {
      expect(violation(s)).toBeUndefined();
    }),
    { seed: SEED, numRuns: PROGRAMS },
  );
});

/** The primitives of a graph and of the bodies in it. */
const namesIn = (g: Graph): readonly string[] =>
  toposort(g.results).flatMap((n) => [
    n.primitive.name,
    ...subgraphs(n).flatMap(([, body]) => namesIn(body)),
  ]);

/** Every region that stands in the body of another: `scan in cond`. */
const nestingsIn = (g: Graph): readonly string[] =>
  toposort(g.results).flatMap((n) =>
    subgraphs(n).flatMap(([, body]) => [
      ...toposort(body.results).flatMap((inner) =>
        subgraphs(inner).length === 0 ? [] : [`${inner.primitive.name} in ${n.primitive.name}`],
      ),
      ...nestingsIn(body),
    ]),
  );

const drawn = fc.sample(samples, { seed: SEED, numRuns: PROGRAMS }).map(({ graph }) => graph);

test('every primitive occurs in them', () => {
  const names = new Set(drawn.flatMap(namesIn));
  expect(Object.keys(everyPrimitive).filter((name) => !names.has(name))).toEqual([]);
});

test('every region occurs in the body of every other', () => {
  const found = new Set(drawn.flatMap(nestingsIn));
  const regions = ['call', 'scan', 'cond', 'while'];
  const all = regions.flatMap((inner) => regions.map((outer) => `${inner} in ${outer}`));
  expect(all.filter((nesting) => !found.has(nesting))).toEqual([]);
});
