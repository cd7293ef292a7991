/** The adapter for the peers' harness does the work that it is timed for: whole training steps, and each operation. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { exact, type Numbers, strided } from '../../src/core/strided.ts';
import * as typegrad from '../../src/index.ts';
import { dataOf } from '../../src/prim/index.ts';
import { evaluateGraph } from '../../src/transform/index.ts';

interface Spec {
  readonly kind: string;
  readonly [option: string]: unknown;
}
interface Run {
  (): number;
  readonly result: () => { readonly shape: readonly number[]; readonly data: Float32Array };
}
interface Adapter {
  readonly prepare: (spec: Spec) => Run;
}
interface Training {
  readonly start: unknown;
  readonly batches: readonly { readonly x: Value; readonly y: Value }[];
  readonly step: (state: unknown, x: unknown, y: unknown) => unknown;
}

const STEPS = 20;
const module = (name: string): string => new URL(`../../bench/peers/${name}`, import.meta.url).href;

/** The same step in double precision by the reference interpreter. */
const referenceLosses = ({ start, batches, step }: Training): readonly number[] => {
  const { formals, leaves } = typegrad.tree;
  const [first] = batches;
  const [s, x, y] = [formals(start), formals(first!.x), formals(first!.y)];
  const graph = { params: leaves([s, x, y]), results: leaves(step(s, x, y)) };
  const given = (v: Value) => strided(v.dtype, v.shape.map(Number), dataOf(v) as Numbers);
  let state = leaves(start).map(given);
  return Array.from({ length: STEPS }, (_, i) => {
    const { x, y } = batches[i % batches.length]!;
    const out = evaluateGraph(graph, [...state, given(x), given(y)], exact);
    state = out.slice(0, state.length);
    const loss = out.at(-1)!;
    return loss.data[loss.offset]!;
  });
};

let adapter: Adapter;
let trainingOf: (library: unknown, spec: Spec) => Training;
beforeAll(async () => {
  ({ trainingOf } = await import(module('models.mjs')));
  const { make } = await import(module('typegrad.mjs'));
  adapter = await make(1);
});

const trainings: readonly Spec[] = [
  { kind: 'train', model: 'mlp', sizes: { batch: 8, widths: [20, 16, 12, 5] } },
  { kind: 'train', model: 'cnn', sizes: { batch: 4, size: 10, filters: [3, 4], classes: 5 } },
  { kind: 'train', model: 'lstm', sizes: { batch: 3, steps: 5, units: 6, classes: 4 } },
  {
    ...{ kind: 'train', model: 'transformer' },
    sizes: { batch: 2, steps: 4, width: 8, heads: 2, hidden: 12 },
  },
];

describe('training', () => {
  test.each(trainings)('$model: 20 losses as the reference has them', (spec) => {
    const run = adapter.prepare(spec);
    const losses = Array.from({ length: STEPS }, run);
    const expected = referenceLosses(trainingOf(typegrad, spec));
    expect(expected.at(-1)).toBeLessThan(expected[0]!);
    losses.forEach((loss, i) => {
      // f32 against f64: a step rounds by some 2^-24 of its values, and Adam divides by roots that may be small
      expect(Math.abs(loss - expected[i]!)).toBeLessThan(2 ** -24 * 64 * (i + 1) * expected[i]!);
    });
  });
  test('the losses change with the batches', () => {
    const run = adapter.prepare(trainings[0]!);
    expect(new Set([run(), run(), run(), run()]).size).toBe(4);
  });
});

const [N, H, W, C, O] = [2, 6, 6, 3, 4];
const conv = { kind: 'conv', N, H, W, C, KH: 3, KW: 3, O, OH: 6, OW: 6, pad: 1 };
const operations: readonly (readonly [Spec, readonly number[]])[] = [
  [{ kind: 'matmul', M: 5, N: 7, K: 3, ta: 0, tb: 0 }, [5, 7]],
  [{ kind: 'matmul', M: 5, N: 7, K: 3, ta: 1, tb: 0 }, [5, 7]],
  [{ kind: 'matmul', M: 5, N: 7, K: 3, ta: 0, tb: 1 }, [5, 7]],
  [{ kind: 'ew', op: 'add', n: 9 }, [9]],
  [{ kind: 'ew', op: 'chain', n: 9 }, [9]],
  [{ kind: 'softmax', R: 3, C: 5 }, [3, 5]],
  [{ kind: 'layernorm', R: 3, C: 5 }, [3, 5]],
  [{ kind: 'sum', axis: 0, R: 3, C: 5 }, [5]],
  [{ kind: 'sum', axis: 1, R: 3, C: 5 }, [3]],
  [{ kind: 'transpose', R: 3, C: 5 }, [5, 3]],
  [{ kind: 'maxpool', pass: 'fwd', N, H, W, C }, [N, 3, 3, C]],
  [{ kind: 'maxpool', pass: 'bwd', N, H, W, C }, [N, H, W, C]],
  [{ ...conv, pass: 'fwd' }, [N, H, W, O]],
  [{ ...conv, pass: 'dx' }, [N, H, W, C]],
  [{ ...conv, pass: 'dw' }, [3, 3, C, O]],
];

describe('operations', () => {
  test.each(operations)('%j gives %j, other numbers from other operands', (spec, shape) => {
    const run = adapter.prepare(spec);
    const numbers = [0, 1].map(() => {
      run();
      const { shape: got, data } = run.result();
      expect(got).toEqual(shape);
      expect(data.every(Number.isFinite)).toBe(true);
      return Array.from(data);
    });
    expect(numbers[1]).not.toEqual(numbers[0]);
  });
  test('what the library lacks is refused by name', () => {
    expect(() => adapter.prepare({ kind: 'fft' })).toThrow('unsupported: fft');
  });
});
