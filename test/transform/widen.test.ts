/** Programs in f64 are the same programs: what the exact reference computes is not changed, and no f32 is left. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check } from '../../src/core/check.ts';
import { subgraphs, toposort, trace } from '../../src/core/graph.ts';
import type { Graph, Value } from '../../src/core/node.ts';
import { bitcast, cast, mul } from '../../src/prim/index.ts';
import { vjpGraph, widen } from '../../src/transform/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { recipes } from '../laws/inputs.ts';
import { sameMeaning } from '../laws/laws.ts';
import { examplesOf, type } from '../laws/recipe.ts';
import { programs } from '../laws/regions.ts';

const valuesOf = (g: Graph): readonly Value[] =>
  toposort([...g.params, ...g.results]).flatMap((n) => [
    ...n.outputs,
    ...subgraphs(n).flatMap(([, body]) => valuesOf(body)),
  ]);

/** A float whose bits are looked at has to be one of 32 bits. */
const hasBitcast = (g: Graph): boolean =>
  toposort(g.results).some((n) => n.primitive.name === 'bitcast');

test('a program and its gradient mean the same in f64', () => {
  fc.assert(
    fc.property(fc.oneof(...Object.values(recipes), programs), fc.nat(), (r, seed) => {
      const g = r.build(r.sizes);
      if (hasBitcast(g)) return;
      const wide = check(widen(g));
      expect(valuesOf(wide).filter((v) => v.dtype.dtype === 'f32')).toEqual([]);
      const args = examplesOf(g, r.domains, seed, 1)[0]!;
      expect(sameMeaning(wide, g, args)).toBeUndefined();
      check(widen(vjpGraph(g)));
    }),
    { seed: 11, numRuns: 150 },
  );
});

test('the bits of a float are those of the nearest f32', () => {
  const g = trace((x) => [mul(bitcast(x!, DTypes.u32), cast(x!, DTypes.u32))], [type('f32', [2])]);
  const { params, results } = widen(g);
  expect([params[0]!.dtype.dtype, results[0]!.dtype.dtype]).toEqual(['f64', 'u32']);
  const floats = trace((n) => [bitcast(n!, DTypes.f32)], [type('u32', [2])]);
  expect(widen(floats).results[0]!.dtype.dtype).toBe('f64');
});
