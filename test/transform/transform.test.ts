/** Derivatives and batches of whole programs: closed forms, compositions, and that their cost is linear. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/core/check.ts';
import { fresh, inline, resize, toposort, trace } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import { print } from '../../src/core/print.ts';
import { exact } from '../../src/core/strided.ts';
import * as p from '../../src/prim/index.ts';
import {
  batchGraph,
  evaluateGraph,
  jvpGraph,
  linearize,
  pullBack,
  transpose,
  vjpGraph,
  vmapGraph,
} from '../../src/transform/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { array, f32, run, scalar } from '../laws/numbers.ts';

/** The gradient of a scalar program with respect to all its parameters, as a program. */
const gradient = (g: Graph): Graph => {
  const params = g.params.map(fresh);
  const one = p.fill(1, g.results[0]!);
  return { params, results: pullBack(g, params, [one]).slice(1) };
};

const at = (g: Graph, ...xs: readonly number[]): readonly number[] =>
  run((...v) => inline(g, v), ...xs.map((x) => scalar(x))).flat();

const cube: Graph = trace((x) => [p.mul(x!, p.mul(x!, x!))], [f32()]);

describe('derivatives', () => {
  it('of derivatives are the higher derivatives', () => {
    expect(at(gradient(cube), 2)).toEqual([12]);
    expect(at(gradient(gradient(cube)), 2)).toEqual([12]);
    expect(at(gradient(gradient(gradient(cube))), 2)).toEqual([6]);
    expect(at(gradient(gradient(gradient(gradient(cube)))), 2)).toEqual([0]);
  });

  it('jvp of a gradient is the product of the Hessian with a vector', () => {
    const f = trace((x, y) => [p.mul(p.mul(x!, x!), p.sin(y!))], [f32(), f32()]);
    const [x, y, s, t] = [1.5, 0.7, 2, -3];
    const [fxx, fxy, fyy] = [2 * Math.sin(y), 2 * x * Math.cos(y), -x * x * Math.sin(y)];
    const got = at(jvpGraph(gradient(f)), x, y, s, t).slice(2);
    expect(got[0]).toBeCloseTo(fxx * s + fxy * t, 12);
    expect(got[1]).toBeCloseTo(fxy * s + fyy * t, 12);
  });

  it('add up over all uses of a value', () => {
    const f = trace((x) => [p.add(p.mul(x!, x!), p.add(x!, p.neg(p.exp(x!))))], [f32()]);
    expect(at(gradient(f), 1)[0]).toBeCloseTo(2 + 1 - Math.E, 14);
    const same = trace((x) => [p.add(x!, x!)], [f32()]);
    expect(at(gradient(same), 1)).toEqual([2]);
  });

  it('of a parameter that is not used, or is itself a result, are zero and one', () => {
    const f = trace((_x, y) => [y!], [f32(), f32()]);
    expect(at(gradient(f), 3, 4)).toEqual([0, 1]);
  });

  it('are of the float parameters only, or of those asked for', () => {
    const f = trace(
      (x, i) => [p.mul(x!, p.cast(i!, DTypes.f32)), p.add(i!, i!)],
      [f32(), { dtype: DTypes.i32, shape: [] }],
    );
    const back = check(vjpGraph(f));
    expect(back.params.length).toBe(4);
    expect(back.results.map((v) => v.dtype.dtype)).toEqual(['f32', 'i32', 'f32']);
    const forward = check(jvpGraph(f));
    expect(forward.params.length).toBe(3);
    const out = run((...v) => inline(forward, v), scalar(3), scalar(5, 'i32'), scalar(1));
    expect(out.flat()).toEqual([15, 10, 5, 0]);
    const product = trace((x, y) => [p.mul(x!, y!)], [f32(), f32()]);
    expect(at(vjpGraph(product, [1]), 3, 5, 1)).toEqual([15, 3]);
    expect(at(jvpGraph(product, [1]), 3, 5, 1)).toEqual([15, 3]);
  });

  it('say so when an op has no transpose', () => {
    const x = fresh(f32());
    expect(() => transpose([p.exp(x)], [x], [x])).toThrow('exp has no transpose');
  });

  it('cost nothing where a tangent is zero', () => {
    const x = fresh(f32());
    const y = fresh(f32());
    const { tangent } = linearize([p.exp(y), p.mul(x, y)], [x, y], [fresh(f32()), null]);
    expect(tangent[0]).toBeNull();
    expect(toposort([tangent[1]!]).map((n) => n.primitive.name)).toEqual(['param', 'param', 'mul']);
  });
});

describe('vmap', () => {
  it('of a gradient is the gradient of every example', () => {
    const loss = trace(
      (w, x) => [p.tanh(p.dot(w!, x!, { contract: [[0], [0]], batch: [[], []] }))],
      [f32(3), f32(3)],
    );
    const g = gradient(loss);
    const xs = array([1, 2, 3, -1, 0.5, 0, 2, 2, 2, 0, 0, 1], [4, 3]);
    const w = array([0.1, -0.2, 0.3]);
    const mapped = run((a, b) => vmapGraph(g, [a!, b!], [false, true], 4), w, xs);
    const single = [0, 1, 2, 3].map((i) =>
      run((a, b) => inline(g, [a!, b!]), w, array(Array.from(xs.data).slice(3 * i, 3 * i + 3))),
    );
    mapped[0]!.forEach((v, k) => {
      expect(v).toBeCloseTo(single[Math.floor(k / 3)]![0]![k % 3]!, 14);
    });
    // and the mean of them is the gradient of the mean
    const total = trace(
      (a, b) => [p.reduceSum(vmapGraph(loss, [a!, b!], [false, true], 4)[0]!, [0])],
      [f32(3), f32(4, 3)],
    );
    const [sum] = run((a, b) => inline(gradient(total), [a!, b!]), w, xs);
    sum!.forEach((v, k) => {
      expect(v).toBeCloseTo(
        [0, 1, 2, 3].reduce((s, i) => s + mapped[0]![3 * i + k]!, 0),
        14,
      );
    });
  });

  it('leaves alone what does not depend on a batched argument', () => {
    const f = trace((x, y) => [p.exp(x!), p.mul(x!, y!), p.literal(7, DTypes.f32)], [f32(), f32()]);
    const [x, y] = [fresh(f32()), fresh(f32(5))];
    const out = batchGraph(f, [x, y], [false, true], 5);
    expect(out.map((r) => r.batched)).toEqual([false, true, false]);
    expect(out.map((r) => r.value.shape)).toEqual([[], [5], []]);
  });

  it('nests, with names for sizes', () => {
    const f = trace((x, y) => [p.mul(x!, y!)], [f32(), f32()]);
    const inner = trace(
      (x, y) => vmapGraph(f, [x!, y!], [true, false], 'M'),
      [{ dtype: DTypes.f32, shape: ['M'] }, f32()],
    );
    const outer = trace(
      (x, y) => vmapGraph(inner, [x!, y!], [false, true], 'N'),
      [
        { dtype: DTypes.f32, shape: ['M'] },
        { dtype: DTypes.f32, shape: ['N'] },
      ],
    );
    expect(check(outer).results[0]!.shape).toEqual(['N', 'M']);
    const sized = resize(outer, (d) => (d === 'M' ? 2 : d === 'N' ? 3 : d));
    const [table] = run((x, y) => inline(sized, [x!, y!]), array([1, 2]), array([3, 4, 5]));
    expect(table).toEqual([3, 6, 4, 8, 5, 10]);
  });
});

describe('the cost of a transformation', () => {
  const chain = (n: number): Graph =>
    trace(
      (x, w) => {
        let y = x!;
        for (let i = 0; i < n; i++) y = p.tanh(p.mul(w!, y));
        return [y];
      },
      [f32(), f32()],
    );
  const nodes = (g: Graph): number => toposort(g.results).length;

  it('is linear in the length of the program', () => {
    for (const t of [(g: Graph) => g, jvpGraph, vjpGraph, (g: Graph) => vjpGraph(vjpGraph(g))]) {
      expect(nodes(t(chain(200)))).toBeLessThanOrEqual(2.2 * nodes(t(chain(100))));
    }
  });

  it('does not grow with what was shared: a value used twice is differentiated once', () => {
    const doubling = (n: number): Graph =>
      trace(
        (x) => {
          let y = x!;
          for (let i = 0; i < n; i++) y = p.sin(p.add(y, y));
          return [y];
        },
        [f32()],
      );
    expect(nodes(vjpGraph(doubling(40)))).toBeLessThanOrEqual(2.2 * nodes(vjpGraph(doubling(20))));
  });

  it('is no recursion: a chain of 20 000 nodes passes through all of them', () => {
    const g = chain(10_000);
    expect(nodes(g)).toBe(20_002);
    const back = check(vjpGraph(g));
    expect(nodes(back)).toBeGreaterThan(60_000);
    expect(print(g).split('\n').length).toBe(20_003);
    const params = [fresh(f32(2)), fresh(f32())];
    const mapped: Graph = { params, results: vmapGraph(g, params, [true, false], 2) };
    const sized = resize(mapped, (d) => d);
    const out = evaluateGraph(sized, [array([0.5, -0.5]), scalar(1.01)], exact);
    expect(out.map((x) => x.shape)).toEqual([[2]]);
  });
});
