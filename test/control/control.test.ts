/** What the laws do not say of regions: loops against their unrolling, stated derivatives, and what is stacked. */
import { describe, expect, it } from 'vitest';
import {
  applyCond,
  applyScan,
  callPrimitive,
  checkpointValues,
  composite,
  condValues,
  customDerivativeValues,
  namedCall,
  type Scan,
  scanPrimitive,
  scanValues,
  stopGradient,
} from '../../src/control/index.ts';
import { check } from '../../src/core/check.ts';
import { fresh, inline, toposort, trace } from '../../src/core/graph.ts';
import type { Graph, Node, Value } from '../../src/core/node.ts';
import * as p from '../../src/prim/index.ts';
import { jvpGraph, pullBack, vjpGraph, vmapGraph } from '../../src/transform/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import {
  type Args,
  adjointLaw,
  batchLaw,
  sameMeaning,
  secondOrderLaw,
  tangentLaw,
} from '../laws/laws.ts';
import { array, f32, run, scalar } from '../laws/numbers.ts';
import { examplesOf, nonZero } from '../laws/recipe.ts';

const row = (x: Value, i: number): Value =>
  p.reshape(
    p.slice(x, { start: [i, 0], size: [1, x.shape[1]!], stride: [1, 1] }),
    x.shape.slice(1),
  );

const cell = (w: Value, h: Value, x: Value): Value =>
  p.tanh(p.add(p.mul(w, h), p.mul(x, p.sin(h))));

const looped =
  (reverse: boolean) =>
  (w: Value, h: Value, xs: Value): readonly Value[] => {
    const step = ([c]: readonly Value[], [x]: readonly Value[]) => {
      const next = cell(w, c!, x!);
      return [[next], [p.mul(next, x!)]];
    };
    const { carry, ys } = scanValues(step, [h], [xs], { length: 4, reverse });
    return [...carry, ...ys];
  };

const unrolled =
  (reverse: boolean) =>
  (w: Value, h: Value, xs: Value): readonly Value[] => {
    const ys: Value[] = [];
    let c = h;
    for (const i of reverse ? [3, 2, 1, 0] : [0, 1, 2, 3]) {
      c = cell(w, c, row(xs, i));
      ys[i] = p.reshape(p.mul(c, row(xs, i)), [1, 3]);
    }
    return [c, p.concat(ys, 0)];
  };

const traced = (f: (w: Value, h: Value, xs: Value) => readonly Value[]): Graph =>
  trace((w, h, xs) => f(w!, h!, xs!), [f32(3), f32(3), f32(4, 3)]);

const valuesFor = (g: Graph, seed = 1): Args =>
  examplesOf(
    g,
    g.params.map(() => nonZero),
    seed,
    1,
  )[0]!;

/** Differentiation of differently grouped sums: equal up to the rounding of a few hundred terms. */
const ROUNDING = 1e-12;

/** Every node of a graph, those of its bodies too. */
const allNodes = (g: Graph): readonly Node[] => toposort(g.results);

describe('scan', () => {
  for (const reverse of [false, true]) {
    it(`${reverse ? 'in reverse ' : ''}means its unrolling, with its derivatives`, () => {
      const [loop, plain] = [traced(looped(reverse)), traced(unrolled(reverse))];
      const same = (f: (g: Graph) => Graph): void => {
        const a = check(f(loop));
        expect(sameMeaning(a, f(plain), valuesFor(a), ROUNDING)).toBeUndefined();
      };
      same((g) => g);
      same(jvpGraph);
      same(vjpGraph);
      same((g) => vjpGraph(vjpGraph(g)));
      same((g) => jvpGraph(vjpGraph(g)));
      same((g) => vjpGraph(jvpGraph(g)));
    });
  }

  it('takes what its step reads from outside as a constant operand, not stacked by the derivative', () => {
    const g = traced(looped(false));
    const [scan] = allNodes(g).filter((n) => n.primitive === scanPrimitive);
    expect(scan!.inputs.length).toBe(3);
    const forward = allNodes(vjpGraph(g)).find((n) => n.primitive === scanPrimitive)!;
    // carry and ys, and of the residuals only the carries: the rest is computed from them, from w and xs
    expect(forward.outputs.map((v) => v.shape)).toEqual([[3], [4, 3], [4, 3]]);
  });

  it('multiplies once over all steps for the cotangent of a matrix that every step multiplies by', () => {
    const matrix = (x: Value, w: Value): Value =>
      p.dot(x, w, { contract: [[x.shape.length - 1], [0]], batch: [[], []] });
    /** w is a factor of a matrix, of a vector, and elementwise. */
    const step = (w: Value, h: Value, x: Value): Value => {
      const own = p.reshape(p.slice(h, { start: [0, 0], size: [1, 3], stride: [1, 1] }), [3]);
      const vector = p.broadcast(matrix(own, w), [2, 3], [1]);
      const sums = p.add(matrix(h, w), p.mul(vector, matrix(x, p.tanh(w))));
      return p.tanh(p.add(sums, x));
    };
    const types = [f32(3, 3), f32(2, 3), f32(4, 2, 3)];
    const at = (xs: Value, i: number): Value =>
      p.reshape(p.slice(xs, { start: [i, 0, 0], size: [1, 2, 3], stride: [1, 1, 1] }), [2, 3]);
    const loop = trace(
      (w, h, xs) =>
        scanValues(([c], [x]) => [[step(w!, c!, x!)], []], [h!], [xs!], { length: 4 }).carry,
      types,
    );
    const plain = trace(
      (w, h, xs) => [[0, 1, 2, 3].reduce((c, i) => step(w!, c, at(xs!, i)), h!)],
      types,
    );
    for (const f of [vjpGraph, (g: Graph) => vjpGraph(vjpGraph(g))]) {
      const a = check(f(loop));
      expect(sameMeaning(a, f(plain), valuesFor(a), ROUNDING)).toBeUndefined();
    }
    const back = allNodes(vjpGraph(loop)).filter((n) => n.primitive === scanPrimitive)[1]!;
    // the carry is the cotangent of h alone; that of w is a product of what the others are
    expect((back.params as Scan).carry).toBe(1);
    expect(back.outputs.some((v) => `${v.shape}` === '3,3')).toBe(false);
  });

  it('keeps literals in the body', () => {
    const g = trace(
      (x) => scanValues(([c]) => [[p.mul(c!, p.fill(2, c!))], []], [x!], [], { length: 3 }).carry,
      [f32(2)],
    );
    expect(allNodes(g).find((n) => n.primitive === scanPrimitive)!.inputs.length).toBe(1);
    expect(run((x) => inline(g, [x!]), array([1, -1]))).toEqual([[8, -8]]);
  });

  it('of no steps is its initial carry', () => {
    const f = (x: Value): readonly Value[] =>
      scanValues(([c]) => [[p.sin(c!)], [c!]], [x], [], { length: 0 }).carry;
    expect(run((x) => f(x!), scalar(3))).toEqual([[3]]);
    const g = vjpGraph(trace((x) => f(x!), [f32()]));
    expect(run((x, ct) => inline(g, [x!, ct!]).slice(1), scalar(3), scalar(5))).toEqual([[5]]);
  });

  it('nests, with a branch inside', () => {
    const inner = (c: Value, x: Value): Value => {
      const { carry } = scanValues(
        ([d], [v]) => {
          const positive = p.less(p.zeros(v!), v!);
          const [next] = condValues(
            positive,
            (a) => [p.sin(a!)],
            (a) => [p.mul(a!, v!)],
            [d!],
          );
          return [[next!], []];
        },
        [p.reduceSum(c, [0])],
        [x],
        { length: 3 },
      );
      return p.mul(c, p.broadcast(carry[0]!, [3], []));
    };
    const g = trace(
      (c, xs) =>
        scanValues(([d], [x]) => [[inner(d!, x!)], [p.tanh(d!)]], [c!], [xs!], { length: 2 }).ys,
      [f32(3), f32(2, 3)],
    );
    const args = valuesFor(g, 5);
    expect(tangentLaw(g, args, 1)).toBeUndefined();
    expect(adjointLaw(g, args, 2)).toBeUndefined();
    expect(secondOrderLaw(g, args, 3)).toBeUndefined();
    expect(batchLaw(g, examplesOf(g, [nonZero, nonZero], 6, 3))).toBeUndefined();
  });

  it('refuses operands that its body does not take', () => {
    const body = trace((c, x) => [p.add(c!, x!)], [f32(2), f32(2)]);
    const scan: Scan = { body, constants: 0, carry: 1, length: 4, reverse: false };
    const apply = (...shapes: readonly (readonly number[])[]) =>
      applyScan(
        shapes.map((s) => fresh(f32(...s))),
        scan,
      );
    expect(apply([2], [4, 2]).map((v) => v.shape)).toEqual([[2]]);
    expect(() => apply([3], [4, 2])).toThrow(
      'scan: the carry changes type: f32 [3] becomes f32 [2]',
    );
    expect(() => apply([2], [5, 2])).toThrow('scan: lengths differ: 4 and 5');
    expect(() => apply([2], [4, 3])).toThrow('operand 1 is f32 [4, 3], the body takes f32 [4, 2]');
    expect(() => apply([2])).toThrow('operand 1 is missing');
  });
});

describe('cond', () => {
  const branches = (c: Value, x: Value): readonly Value[] =>
    condValues(
      c,
      (v) => [p.mul(v!, v!)],
      (v) => [p.neg(v!)],
      [x],
    );

  it('takes one branch, and its derivative', () => {
    const g = vjpGraph(
      trace((c, x) => branches(c!, x!), [{ dtype: DTypes.bool, shape: [] }, f32()]),
    );
    const at = (c: number) =>
      run((...xs) => inline(g, xs), scalar(c, 'bool'), scalar(3), scalar(1)).flat();
    expect(at(1)).toEqual([9, 6]);
    expect(at(0)).toEqual([-3, -1]);
  });

  it('has no tangent where neither branch has one', () => {
    const g = trace(
      (c, x) =>
        condValues(
          c!,
          (v) => [v!, p.floor(v!)],
          (v) => [p.sin(v!), p.fill(1, v!)],
          [x!],
        ).slice(1),
      [{ dtype: DTypes.bool, shape: [] }, f32()],
    );
    const names = allNodes(jvpGraph(g)).filter((n) => n.primitive.name === 'cond');
    // the forward one: a tangent of the first result would be a second
    expect(names.length).toBe(1);
  });

  it('refuses a condition that is no bool scalar, and branches or operands that differ', () => {
    const one = trace((x) => [x!], [f32(2)]);
    const bool = fresh({ dtype: DTypes.bool, shape: [] });
    expect(() =>
      applyCond([fresh(f32()), fresh(f32(2))], { whenTrue: one, whenFalse: one }),
    ).toThrow('must be a bool scalar, got f32 []');
    const other = trace((x) => [p.reduceSum(x!, [0])], [f32(2)]);
    expect(() => applyCond([bool, fresh(f32(2))], { whenTrue: one, whenFalse: other })).toThrow(
      'cond: the other branch is Tensor<[], f32>, expected Tensor<[2], f32>',
    );
    expect(() => applyCond([bool, fresh(f32(3))], { whenTrue: one, whenFalse: one })).toThrow(
      'operand 0 is f32 [3], its branch takes f32 [2]',
    );
  });
});

describe('call', () => {
  it('takes what its body reads of parameters as operands and keeps data in the body', () => {
    const g = trace(
      (x, w) => composite('scale', (v) => [p.mul(p.add(v!, p.fill(1, v!)), w!)])(x!),
      [f32(2), f32(2)],
    );
    const call = allNodes(g).find((n) => n.primitive === callPrimitive)!;
    expect(call.inputs).toEqual(g.params);
    expect(run((x, w) => inline(g, [x!, w!]), array([1, 2]), array([10, 100]))).toEqual([
      [20, 300],
    ]);
  });

  it('refuses arguments of another type', () => {
    expect(() => namedCall('f', (x, y) => [p.add(x!, y!)], [fresh(f32(2)), fresh(f32(3))])).toThrow(
      'add: shapes differ',
    );
  });

  it('uses the stated derivative, also in a batch and for unbatched arguments', () => {
    // the derivative of x * w, stated as twice what it is
    const twice = (x: Value, w: Value): readonly Value[] =>
      customDerivativeValues(
        'twice',
        (a, b) => [p.mul(a!, b!)],
        ([s, t], [a, b]) => {
          const both = p.addTangents(
            s == null ? null : p.mul(s, b!),
            t == null ? null : p.mul(a!, t),
          );
          return [both === null ? null : p.add(both, both)];
        },
        [x, w],
      );
    const g = trace((x, w) => twice(x!, w!), [f32(), f32()]);
    const grad = vjpGraph(g);
    expect(run((...xs) => inline(grad, xs), scalar(3), scalar(5), scalar(1)).flat()).toEqual([
      15, 10, 6,
    ]);
    const mapped = trace((x, w) => vmapGraph(g, [x!, w!], [true, false], 3), [f32(3), f32()]);
    const back = vjpGraph(mapped);
    const out = run((...xs) => inline(back, xs), array([1, 2, 3]), scalar(5), array([1, 1, 1]));
    expect(out).toEqual([[5, 10, 15], [10, 10, 10], [12]]);
    const perExample = trace(
      (x, w, ct) => vmapGraph(grad, [x!, w!, ct!], [true, false, true], 3),
      [f32(3), f32(), f32(3)],
    );
    const each = run(
      (...xs) => inline(perExample, xs),
      array([1, 2, 3]),
      scalar(5),
      array([1, 1, 1]),
    );
    expect(each).toEqual([
      [5, 10, 15],
      [10, 10, 10],
      [2, 4, 6],
    ]);
  });

  it('sums the cotangents of a stated transpose over a batch for an argument without the batch', () => {
    const scale = (x: Value): Value =>
      namedCall('scale', (v) => [p.add(v!, v!)], [x], {
        jvp: ([t]) => [t == null ? null : scale(t)],
        transpose: ([c]) => [c == null ? null : scale(c)],
      })[0]!;
    const g = trace((x, y) => [p.mul(scale(x!), y!)], [f32(), f32()]);
    const mapped = trace((x, y) => vmapGraph(g, [x!, y!], [false, true], 3), [f32(), f32(3)]);
    const args = [scalar(2), array([1, 2, 3]), array([1, 10, 100])];
    const out = run((...xs) => inline(vjpGraph(mapped), xs), ...args);
    expect(out).toEqual([[4, 8, 12], [2 * 321], [4, 40, 400]]);
    // the linear map itself over a batch of one operand of two
    const both = (x: Value, y: Value): Value =>
      namedCall('both', (a, b) => [p.add(a!, b!)], [x, y], {
        jvp: ([s, t], [a]) => [both(s ?? p.zeros(a!), t ?? p.zeros(a!))],
        transpose: ([c], _, linear) => linear.map((l) => (l ? c! : null)),
      })[0]!;
    const sum = trace((x, y) => [both(x!, y!)], [f32(), f32()]);
    const over = trace((x, y) => vmapGraph(sum, [x!, y!], [false, true], 3), [f32(), f32(3)]);
    expect(run((...xs) => inline(vjpGraph(over), xs), ...args)).toEqual([
      [3, 4, 5],
      [111],
      [1, 10, 100],
    ]);
  });

  it('is differentiated without walking through what its arguments were computed from', () => {
    /** How often a traversal reaches the bottom of a chain of n layers while it is differentiated. */
    const visits = (n: number): number => {
      let count = 0;
      const bottom = fresh(f32());
      const { primitive, params, inputs, outputs } = bottom.node;
      const node: Node = {
        primitive,
        params,
        outputs,
        get inputs() {
          count++;
          return inputs;
        },
      };
      const x: Value = { ...bottom, node };
      let y: Value = x;
      for (let i = 0; i < n; i++) y = composite('layer', (v) => [p.sin(p.mul(v!, v!))])(y)[0]!;
      vjpGraph({ params: [x], results: [y] });
      return count;
    };
    expect(visits(40)).toBe(visits(20));
  });
});

describe('stated derivatives', () => {
  it('stopGradient cuts the path, in a batch too', () => {
    const g = trace((x) => [p.mul(x!, stopGradient(x!))], [f32()]);
    expect(run((x, ct) => inline(vjpGraph(g), [x!, ct!]), scalar(3), scalar(1)).flat()).toEqual([
      9, 3,
    ]);
    const mapped = trace((x) => vmapGraph(g, [x!], [true], 2), [f32(2)]);
    const out = run((x, ct) => inline(vjpGraph(mapped), [x!, ct!]), array([3, 4]), array([1, 1]));
    expect(out).toEqual([
      [9, 16],
      [3, 4],
    ]);
    const i = fresh({ dtype: DTypes.i32, shape: [] });
    expect(stopGradient(i)).toBe(i);
  });

  it('checkpoint gives the same gradients and keeps no intermediate value', () => {
    const f = (x: Value, w: Value): readonly Value[] => [p.tanh(p.mul(p.sin(x), p.exp(w)))];
    const plain = trace((x, w) => f(x!, w!), [f32(3), f32(3)]);
    const kept = trace((x, w) => checkpointValues((a, b) => f(a!, b!), [x!, w!]), [f32(3), f32(3)]);
    for (const t of [jvpGraph, vjpGraph, (g: Graph) => vjpGraph(vjpGraph(g))]) {
      const g = t(kept);
      expect(sameMeaning(g, t(plain), valuesFor(g), ROUNDING)).toBeUndefined();
    }
    const calls = allNodes(vjpGraph(kept)).filter((n) => n.primitive === callPrimitive);
    const [forward, back] = calls;
    expect(calls.length).toBe(2);
    expect(back!.inputs.filter((v) => v.node === forward)).toEqual([]);
  });

  it('a derivative needs a float', () => {
    const i = fresh({ dtype: DTypes.i32, shape: [] });
    expect(() =>
      customDerivativeValues(
        'f',
        (x) => [x!],
        () => [null],
        [i],
      ),
    ).toThrow('f: a derivative needs a float argument');
  });

  it('every stated rule of a composite equals the derived one when it says the same', () => {
    const stated = (x: Value): Value =>
      namedCall('square', (v) => [p.mul(v!, v!)], [x], {
        jvp: ([t], [v]) => [t == null ? null : p.mul(t, p.add(v!, v!))],
      })[0]!;
    const g = trace((x) => [p.sin(stated(x!))], [f32(2)]);
    expect(tangentLaw(g, valuesFor(g), 1)).toBeUndefined();
    expect(secondOrderLaw(g, valuesFor(g), 1)).toBeUndefined();
    expect(batchLaw(g, examplesOf(g, [nonZero], 1, 3))).toBeUndefined();
    expect(pullBack(g, g.params, g.results).length).toBe(2);
  });
});
