/**
 * The stated rules of convolution and pooling equal those derived from their definitions, to second order, forward and
 * reverse; they hold in a batch and for names bound later; and the kernels compute what the definitions mean.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, callPrimitive } from '../../src/control/index.ts';
import { resize, toposort, trace } from '../../src/core/graph.ts';
import { sizeOf } from '../../src/core/layout.ts';
import { apply, type Graph, type Node, type Value } from '../../src/core/node.ts';
import { param } from '../../src/core/param.ts';
import { exact, strided } from '../../src/core/strided.ts';
import { convolve } from '../../src/ops/conv.ts';
import { avgPool } from '../../src/ops/pool-average.ts';
import { maxPool } from '../../src/ops/pool-max.ts';
import { evaluateGraph, jvpGraph, vjpGraph } from '../../src/transform/index.ts';
import { type Dim, substituteDim } from '../../src/types/dim.ts';
import type { Padding } from '../../src/types/shape.ts';
import {
  type Args,
  batchLaw,
  elements,
  sameMeaning,
  shapeLaw,
  type Verdict,
} from '../laws/laws.ts';
import { directions, random } from '../laws/random.ts';
import { type } from '../laws/recipe.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';

const isCall = (n: Node): n is Node<Call> => n.primitive === callPrimitive;

/** The results of a graph whose composites are their definitions; stopGradient states what it is. */
const definition = (g: Graph, args: readonly Value[]): readonly Value[] => {
  const env = new Map(g.params.map((p, i) => [p, args[i]!]));
  for (const n of toposort(g.results)) {
    if (n.primitive === param) continue;
    const inputs = n.inputs.map((v) => env.get(v)!);
    const opened = isCall(n) && n.params.name !== 'stopGradient';
    const outputs = opened
      ? definition(n.params.graph, inputs)
      : apply(n.primitive, inputs, n.params);
    n.outputs.forEach((v, i) => {
      env.set(v, outputs[i]!);
    });
  }
  return g.results.map((v) => env.get(v)!);
};
const defined = (g: Graph): Graph => trace((...xs) => definition(g, xs), g.params);

/** Names of batch and space, and the sizes that they stand for. */
const NAMES = ['B', 'H', 'W'];

interface Case {
  readonly sizes: readonly number[];
  readonly build: (batch: Dim, space: readonly Dim[]) => Graph;
}

/** Any whole numbers at all: f64 sums of products of small ones have no rounding to speak of. */
const filled = (g: Graph, seed: number): Args => {
  const source = random(seed);
  return g.params.map((p) => {
    const shape = p.shape.map(Number);
    const data = exact.alloc(p.dtype, sizeOf(shape));
    data.set(directions(source, data.length));
    return strided(p.dtype, shape, data);
  });
};

const named = ({ sizes, build }: Case): Graph =>
  build(
    'B',
    sizes.slice(1).map((_, k) => NAMES[k + 1]!),
  );
const sized = ({ sizes, build }: Case): Graph => build(sizes[0]!, sizes.slice(1));
const bound = (c: Case, g: Graph): Graph => {
  const sizes = new Map(c.sizes.map((d, k) => [NAMES[k]!, d]));
  return resize(g, (d) => substituteDim(d, sizes));
};

const padding = (span: number): fc.Arbitrary<Padding> =>
  fc.oneof(fc.constantFrom<Padding>('same', 'valid'), fc.integer({ min: 0, max: span }));

const axis = (widest: number) =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
      room: fc.integer({ min: 0, max: 4 }),
    })
    .chain(({ size, stride, dilation, room }) =>
      padding(Math.floor(size * widest)).map((pad) => ({
        size,
        stride,
        dilation,
        padding: pad,
        d: (size - 1) * dilation + 1 + room,
      })),
    );
const axes = (widest: number) => fc.array(axis(widest), { minLength: 1, maxLength: 2 });

/** Padding up to twice the window: places that lie wholly outside are allowed. */
const convolutions: fc.Arbitrary<Case> = fc
  .record({
    axes: axes(2),
    batch: fc.integer({ min: 0, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 3 }),
    filters: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ axes: a, batch, groups, channels, filters }) => ({
    sizes: [batch, ...a.map((x) => x.d)],
    build: (b, space) =>
      trace(
        (x, w) => [
          convolve(x!, w!, {
            groups,
            stride: a.map((k) => k.stride),
            padding: a.map((k) => k.padding),
            dilation: a.map((k) => k.dilation),
          }),
        ],
        [
          type('f32', [b, ...space, channels * groups]),
          type('f32', [...a.map((k) => k.size), channels, filters * groups]),
        ],
      ),
  }));

const pools = (f: 'max' | 'average' | 'counting'): fc.Arbitrary<Case> =>
  fc
    .record({
      axes: axes(0.5),
      batch: fc.integer({ min: 0, max: 2 }),
      channels: fc.integer({ min: 1, max: 21 }),
    })
    .map(({ axes: a, batch, channels }) => ({
      sizes: [batch, ...a.map((x) => x.d)],
      build: (b, space) =>
        trace(
          (x) => {
            const pool = {
              size: a.map((k) => k.size),
              stride: a.map((k) => k.stride),
              padding: a.map((k) => k.padding),
              dilation: a.map(() => 1),
            };
            return [
              f === 'max'
                ? maxPool(x!, pool)
                : avgPool(x!, { ...pool, countIncludePad: f === 'counting' }),
            ];
          },
          [type('f32', [b, ...space, channels])],
        ),
    }));

const families: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  convolution: convolutions,
  'max pooling': pools('max'),
  'average pooling': pools('average'),
  'average pooling with its padding': pools('counting'),
};

const derivatives: Readonly<Record<string, (g: Graph) => Graph>> = {
  'its value': (g) => g,
  'the tangent': jvpGraph,
  'the cotangent': vjpGraph,
  'the tangent of the tangent': (g) => jvpGraph(jvpGraph(g)),
  'the tangent of the cotangent': (g) => jvpGraph(vjpGraph(g)),
  'the cotangent of the tangent': (g) => vjpGraph(jvpGraph(g)),
  'the cotangent of the cotangent': (g) => vjpGraph(vjpGraph(g)),
};

const holds = (cases: fc.Arbitrary<Case>, law: (c: Case, seed: number) => Verdict): void => {
  fc.assert(
    fc.property(cases, fc.nat(), (c, seed) => {
      expect(law(c, seed)).toBeUndefined();
    }),
    { numRuns: 20, seed: 20261124 },
  );
};

describe.each(Object.entries(families))('%s', (_, cases) => {
  test.each(Object.entries(derivatives))('%s is that of the definition', (__, of) => {
    holds(cases, (c, seed) => {
      const [stated, derived] = [of(sized(c)), of(defined(sized(c)))];
      return sameMeaning(stated, derived, filled(stated, seed), 1e-12);
    });
  });
  test.each(Object.entries(derivatives))(
    '%s has its types, and is the same with names',
    (__, of) => {
      holds(cases, (c, seed) => {
        const [g, late] = [of(sized(c)), bound(c, of(named(c)))];
        // bound first and differentiated then: what rules close over must not hold names
        const early = of(bound(c, named(c)));
        const args = filled(g, seed);
        return (
          shapeLaw(g, args) ??
          sameMeaning(late, g, args, 1e-12) ??
          sameMeaning(early, g, args, 1e-12)
        );
      });
    },
  );
  test('in a batch, it and its cotangent are those of every example', () => {
    holds(cases, (c, seed) => {
      const [g, back] = [sized(c), vjpGraph(sized(c))];
      const examples = (of: Graph): readonly Args[] => [0, 1].map((i) => filled(of, seed + i));
      return batchLaw(g, examples(g)) ?? batchLaw(back, examples(back));
    });
  });
  test.each(Object.entries(derivatives))('%s on the kernels', (__, of) => {
    holds(cases, (c, seed) => {
      const g = of(sized(c));
      const args = filled(g, seed);
      const want = runReference(g, args);
      // sums of up to 100 products of numbers below 1, three deep
      return difference(runWasm(g, args), want, () => 2 ** -24 * 100);
    });
  });
});

describe('the conventions of pooling', () => {
  const ofRow = (data: readonly number[], f: (x: Value) => Value) => {
    const g = trace((x) => [f(x!)], [type('f32', [1, data.length, 1])]);
    const x = strided(g.params[0]!.dtype, [1, data.length, 1], Float64Array.from(data));
    const back = vjpGraph(g);
    const ct = strided(
      x.dtype,
      g.results[0]!.shape.map(Number),
      new Float64Array(sizeOf(g.results[0]!.shape.map(Number))).fill(1),
    );
    const [y, dx] = evaluateGraph(back, [x, ct], exact).map(elements);
    const onKernels = runWasm(back, [x, ct]);
    expect(onKernels).toEqual([y, dx]);
    return [y, dx];
  };
  const max = (size: number, stride: number, pad: Padding) => (x: Value) =>
    maxPool(x, { size: [size], stride: [stride], padding: [pad], dilation: [1] });
  test('equal maxima: the first one has the whole derivative', () => {
    expect(ofRow([3, 3, 1, 2, 2, 2], max(3, 3, 'valid'))).toEqual([
      [3, 2],
      [1, 0, 0, 1, 0, 0],
    ]);
    expect(ofRow([1, 1, 1], max(2, 1, 'valid'))).toEqual([
      [1, 1],
      [1, 1, 0],
    ]);
  });
  test('padding never wins', () => {
    expect(ofRow([-5, -7, -6], max(3, 1, 'same'))).toEqual([
      [-5, -5, -6],
      [2, 0, 1],
    ]);
    expect(ofRow([-Infinity, -Infinity], max(2, 2, 1))).toEqual([
      [-Infinity, -Infinity],
      [1, 1],
    ]);
  });
  test('a NaN wins, the first of several', () => {
    expect(ofRow([1, Number.NaN, Number.NaN, 9], max(4, 4, 'valid'))).toEqual([
      [Number.NaN],
      [0, 1, 0, 0],
    ]);
  });
  const average = (countIncludePad: boolean) => (x: Value) =>
    avgPool(x, { size: [2], stride: [2], padding: [1], dilation: [1], countIncludePad });
  test('a mean is of the elements inside, or counts the padding', () => {
    expect(ofRow([2, 4, 6, 8], average(false))).toEqual([
      [2, 5, 8],
      [1, 0.5, 0.5, 1],
    ]);
    expect(ofRow([2, 4, 6, 8], average(true))).toEqual([
      [1, 5, 4],
      [0.5, 0.5, 0.5, 0.5],
    ]);
  });
});
