/** Traversal, substitution and resizing of graphs, and what the verifier refuses. */
import { describe, expect, it } from 'vitest';
import { namedCall } from '../../src/control/index.ts';
import { check } from '../../src/core/check.ts';
import {
  closed,
  dependents,
  freeValues,
  fresh,
  inline,
  resize,
  specialise,
  substitute,
  toposort,
  trace,
} from '../../src/core/graph.ts';
import type { Graph, Value } from '../../src/core/node.ts';
import * as p from '../../src/prim/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { array, f32, run } from '../laws/numbers.ts';
import { type } from '../laws/recipe.ts';

const [x, y] = [fresh(f32(2)), fresh(f32(2))];

describe('toposort', () => {
  it('lists producers before consumers, each once', () => {
    const s = p.add(x, y);
    const t = p.mul(s, s);
    const order = toposort([p.add(t, s), t]);
    expect(order.map((n) => n.primitive.name)).toEqual(['param', 'param', 'add', 'mul', 'add']);
    for (const [i, n] of order.entries()) {
      for (const v of n.inputs) expect(order.indexOf(v.node)).toBeLessThan(i);
    }
  });
});

describe('dependents', () => {
  it('lists what lies between roots and results only', () => {
    const s = p.exp(x);
    const t = p.add(s, p.sin(y));
    expect(dependents([t], [x]).map((n) => n.primitive.name)).toEqual(['exp', 'add']);
    expect(dependents([t], [s]).map((n) => n.primitive.name)).toEqual(['add']);
    expect(dependents([y], [x])).toEqual([]);
  });
});

describe('substitute', () => {
  it('shares what does not depend on the roots', () => {
    const kept = p.sin(y);
    const [z] = substitute([p.add(p.exp(x), kept)], [x], [y]);
    expect(z!.node.inputs[1]).toBe(kept);
    expect(z!.node.inputs[0]!.node.inputs[0]).toBe(y);
  });

  it('replaces inner values, and leaves results alone that it does not reach', () => {
    const inner = p.exp(x);
    expect(substitute([inner, y], [inner], [y])).toEqual([y, y]);
  });
});

describe('freeValues', () => {
  it('are the outermost values that do not depend on the params', () => {
    const outer = p.sin(y);
    const g: Graph = { params: [x], results: [p.add(p.exp(x), outer), p.mul(x, outer), y] };
    expect(freeValues(g)).toEqual([outer, y]);
    expect(() => closed(g)).toThrow('uses a tensor of shape [2] that is not one of its arguments');
    expect(closed({ params: [x, y], results: g.results }).params).toEqual([x, y]);
  });
});

describe('resize', () => {
  const named = trace(
    (a) => {
      const mean = p.div(p.reduceSum(a!, [0]), p.fill('B', { shape: [3], dtype: DTypes.f32 }));
      return namedCall('f', (m) => [p.broadcast(m!, ['B', 3], [1])], [mean]);
    },
    [type('f32', ['B', 3])],
  );

  it('binds names in types, params, data and bodies', () => {
    const g = check(
      resize(named, (d) => (d === 'B' ? 2 : d)),
      { specialised: true },
    );
    expect(run((a) => inline(g, [a!]), array([1, 2, 3, 3, 4, 5], [2, 3]))).toEqual([
      [2, 3, 4, 2, 3, 4],
    ]);
    expect(() => check(named, { specialised: true })).toThrow("size 'B' is not bound");
  });

  it('checks every rule again', () => {
    const g = trace(
      (a, b) => [p.concat([a!, b!], 0)],
      [type('f32', ['A', 2]), type('f32', ['B', 2])],
    );
    expect(resize(g, (d) => (d === 'A' ? 3 : d === 'B' ? 4 : d)).results[0]!.shape).toEqual([7, 2]);
    const cut = trace(
      (a) => [p.slice(a!, { start: [0], size: [5], stride: [1] })],
      [type('f32', ['A'])],
    );
    expect(() => resize(cut, (d) => (d === 'A' ? 4 : d))).toThrow('slice: 0+5 exceeds 4');
  });

  it('specialises at arguments, and refuses a graph that is not closed', () => {
    const a = fresh(f32(4, 3));
    expect(specialise(named, [a], new Map([['B', 4]]))[0]!.shape).toEqual([4, 3]);
    const open: Graph = { params: [x], results: [p.add(x, y)] };
    expect(() => resize(open, (d) => d)).toThrow('not closed');
    expect(specialise(open, [y], new Map())[0]!.node.inputs).toEqual([y, y]);
  });
});

describe('check', () => {
  const v = p.exp(x);
  const forged = (changes: Partial<Value>): Graph => {
    const outputs: Value[] = [];
    const node = { ...v.node, outputs };
    outputs.push({ ...v, node, ...changes });
    return { params: [x], results: [outputs[0]!] };
  };

  it('accepts what apply made', () => {
    expect(check(forged({})).results.length).toBe(1);
  });

  it('refuses types that the rule does not infer, foreign outputs and free parameters', () => {
    expect(() => check(forged({ shape: [3] }))).toThrow('exp is f32 [3], its rule says f32 [2]');
    expect(() => check(forged({ dtype: DTypes.f64 }))).toThrow('exp is f64 [2]');
    expect(() => check(forged({ index: 1 }))).toThrow('output 0 of exp is foreign');
    expect(() => check({ params: [], results: [v] })).toThrow('a parameter is free');
    const none: Graph = { params: [x], results: [{ ...v, node: { ...v.node, outputs: [] } }] };
    expect(() => check(none)).toThrow('exp has 0 outputs, not 1');
  });

  it('looks into the bodies of regions', () => {
    const [call] = namedCall('f', (a) => [p.exp(a!)], [x]);
    const open: Graph = { params: [fresh(f32(2))], results: [v] };
    const node = { ...call!.node, params: { name: 'f', remat: false, graph: open } };
    const outputs: Value[] = [];
    outputs.push({ ...call!, node: { ...node, outputs } });
    expect(() => check({ params: [x], results: [{ ...outputs[0]! }] })).toThrow();
  });
});
