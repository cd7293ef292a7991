/** The text of graphs: what it looks like, and that it is read back. */
import { describe, expect, it } from 'vitest';
import { condValues, namedCall, scanValues } from '../../src/control/index.ts';
import { fresh, trace } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import { parse } from '../../src/core/parse.ts';
import { print } from '../../src/core/print.ts';
import type { TypedArray } from '../../src/core/strided.ts';
import * as p from '../../src/prim/index.ts';
import { type DTypeName, DTypes } from '../../src/types/dtype.ts';
import { everyPrimitive } from '../laws/laws.ts';
import { f32 } from '../laws/numbers.ts';
import { applied, type } from '../laws/recipe.ts';

const held = (dtype: DTypeName, data: TypedArray): Graph =>
  applied(p.constant, [], { type: type(dtype, [data.length]), data });

const reprinted = (text: string): string => print(parse(text, everyPrimitive));

describe('print', () => {
  it('writes a line for every node, with its type and params', () => {
    const g = trace(
      (x, w) => [
        p.reduceSum(p.mul(x!, p.broadcast(w!, ['B', 3], [1])), [0]),
        p.literal(0.5, DTypes.f32),
      ],
      [type('f32', ['B', 3]), type('f32', [3])],
    );
    expect(print(g)).toBe(`graph(%0: f32 [B, 3], %1: f32 [3]) {
  %2: f32 [B, 3] = broadcast(%1) {dims: [1], shape: ["B", 3]}
  %3: f32 [B, 3] = mul(%0, %2)
  %4: f32 [3] = reduceSum(%3) {axes: [0]}
  %5: f32 [] = constant() {data: 0.5, type: {dtype: f32, shape: []}}
  return %4, %5
}`);
  });

  it('indents the graphs of regions and lists the rules that are functions', () => {
    const g = trace(
      (x) =>
        namedCall('square', (v) => [p.mul(v!, v!)], [x!], { jvp: () => [null], batch: (v) => v }),
      [f32()],
    );
    const text = `graph(%0: f32 []) {
  %1: f32 [] = call(%0) {name: "square", remat: false} rules: batch jvp
    graph: graph(%0: f32 []) {
      %1: f32 [] = mul(%0, %0)
      return %1
    }
  return %1
}`;
    expect(print(g)).toBe(text);
    expect(reprinted(text)).toBe(text.replace(' rules: batch jvp', ''));
  });

  it('does not depend on how the params were built, nor on dead code', () => {
    const x = fresh(f32(2));
    p.exp(x);
    const a = applied(p.constant, [], { type: type('i32', []), data: 1 });
    const b = applied(p.constant, [], { data: 1, type: { shape: [], dtype: DTypes.i32 } });
    expect(print(a)).toBe(print(b));
    expect(print({ params: [x], results: [x] })).toBe('graph(%0: f32 [2]) {\n  return %0\n}');
  });

  it('writes short data in full and long data as a hash when asked', () => {
    const short = held('f32', Float32Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY));
    expect(print(short, { data: 'hash' })).toContain(
      'Float32Array[0.10000000149011612, -0, NaN, Infinity]',
    );
    const long = (x: number) => held('f32', new Float32Array(100).fill(x));
    const text = print(long(1), { data: 'hash' });
    expect(text).toMatch(/Float32Array#[0-9a-f]{16}:100/);
    expect(print(long(1), { data: 'hash' })).toBe(text);
    expect(print(long(2), { data: 'hash' })).not.toBe(text);
    expect(() => parse(text, everyPrimitive)).toThrow('the data of a constant is left out');
  });

  it('writes data that is fetched when needed as the data that it is', () => {
    const fetched = applied(p.constant, [], {
      type: type('f32', [2]),
      data: () => Float32Array.of(1, 2),
    });
    expect(print(fetched)).toBe(print(held('f32', Float32Array.of(1, 2))));
  });

  it('refuses a graph that reads a foreign parameter', () => {
    expect(() => print({ params: [], results: [p.exp(fresh(f32()))] })).toThrow(
      'a parameter is free',
    );
  });
});

describe('parse', () => {
  it('reads every kind of data', () => {
    for (const [dtype, data] of [
      ['f32', Float32Array.of(0.1, -0, 1e-30)],
      ['f64', Float64Array.of(0.1, 1e300)],
      ['i32', Int32Array.of(-1, 2)],
      ['u32', Uint32Array.of(0xffff_ffff)],
      ['bool', Uint8Array.of(0, 1)],
      ['f16', Uint16Array.of(15360)],
      ['i64', BigInt64Array.of(-(2n ** 62n))],
    ] as const) {
      const g = held(dtype, data);
      expect(reprinted(print(g))).toBe(print(g));
      const { params } = parse(print(g), everyPrimitive).results[0]!.node;
      expect(params).toEqual(g.results[0]!.node.params);
    }
  });

  it('reads names, sizes computed from names, and regions in regions', () => {
    const g = trace(
      (c, x, h) =>
        scanValues(
          ([a], [v]) => [
            condValues(
              c!,
              (b) => [p.add(b!, v!)],
              (b) => [p.sin(b!)],
              [a!],
            ),
            [],
          ],
          [h!],
          [x!],
          { length: 'T' },
        ).carry,
      [type('bool', []), type('f32', ['T', '[H//2]*W', 0]), type('f32', ['[H//2]*W', 0])],
    );
    expect(print(g)).toContain('[T, [H//2]*W, 0]');
    expect(print(g)).toContain('whenFalse: graph(');
    expect(reprinted(print(g))).toBe(print(g));
  });

  it('refuses what print did not write', () => {
    const wrong =
      (body: string): (() => Graph) =>
      () =>
        parse(`graph(%0: f32 [2]) {\n  ${body}\n  return %1\n}`, everyPrimitive);
    expect(wrong('%1: f32 [2] = exp(%0)')).not.toThrow();
    expect(wrong('%1: f32 [3] = exp(%0)')).toThrow('exp is %1: f32 [2], the text says %1: f32 [3]');
    expect(wrong('%1: f32 [2] = cbrt(%0)')).toThrow("there is no primitive 'cbrt'");
    expect(wrong('%1: f32 [2] = exp(%7)')).toThrow('%7 is used before it is defined');
    expect(wrong('exp(%0)')).toThrow("unexpected 'exp(%0)'");
    expect(wrong('%1: f32 [] = reduceSum(%0) {axes: [zero]}')).toThrow("unexpected 'zero'");
    expect(() => parse('graph(%0: f99 []) {\n  return %0\n}', everyPrimitive)).toThrow(
      "unexpected 'f99'",
    );
    expect(() => parse('graph() {', everyPrimitive)).toThrow('ends inside a graph');
    expect(() => parse('graph() {\n  return\n}\nmore', everyPrimitive)).toThrow(
      "unexpected 'more'",
    );
    expect(() => parse('nothing', everyPrimitive)).toThrow("unexpected 'nothing'");
  });
});
