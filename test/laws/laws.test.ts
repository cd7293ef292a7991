/** The laws on programs that break them: every seeded fault is found, by the law that it breaks. */
import { describe, expect, it } from 'vitest';
import type { Graph, Primitive, Value } from '../../src/core/node.ts';
import { apply1 } from '../../src/core/node.ts';
import * as p from '../../src/prim/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import {
  type Args,
  adjointLaw,
  batchLaw,
  secondOrderLaw,
  shapeLaw,
  tangentLaw,
  textLaw,
  type Verdict,
} from './laws.ts';
import { applied, examplesOf, nonZero, type } from './recipe.ts';

interface Fault {
  readonly what: string;
  readonly primitive: Primitive;
  readonly params?: unknown;
  readonly arity?: number;
  readonly finds: (g: Graph, examples: readonly Args[]) => Verdict;
}

const { sin, exp, mul, dot, reduceSum, permute, cast } = p.primitives;
const tangent = (g: Graph, [args]: readonly Args[]): Verdict => tangentLaw(g, args!, 1);
const adjoint = (g: Graph, [args]: readonly Args[]): Verdict => adjointLaw(g, args!, 1);
const second = (g: Graph, [args]: readonly Args[]): Verdict => secondOrderLaw(g, args!, 1);
const shape = (g: Graph, [args]: readonly Args[]): Verdict => shapeLaw(g, args!);
const text = (g: Graph, [args]: readonly Args[]): Verdict => textLaw(g, args!);

const matrix = { contract: [[1], [0]], batch: [[], []] };
const twice = (v: Value): Value => p.add(v, v);

const faults: readonly Fault[] = [
  {
    what: 'a sign',
    primitive: { ...sin, jvp: ([t], [x]) => [p.neg(p.mul(t!, p.cos(x!)))] },
    finds: tangent,
  },
  {
    what: 'a factor',
    primitive: { ...exp, jvp: ([t], _, [y]) => [twice(p.mul(t!, y!))] },
    finds: tangent,
  },
  {
    what: 'a relative error of 10^-5',
    primitive: { ...exp, jvp: ([t], _, [y]) => [p.mul(p.mul(t!, p.fill(1 + 1e-5, y!)), y!)] },
    finds: tangent,
  },
  {
    what: 'a dropped term',
    primitive: { ...mul, jvp: ([s], [, y]) => [s == null ? null : p.mul(s, y!)] },
    arity: 2,
    finds: tangent,
  },
  {
    what: 'a cotangent that is doubled',
    primitive: reduceSum,
    params: { axes: [0] },
    finds: (g, examples) => adjoint(transposedBy(g, twice), examples),
  },
  {
    what: 'a permutation where its inverse belongs',
    primitive: {
      ...permute,
      jvp: ([t], _x, _y, params) => [
        apply1({ ...permute, transpose: ([c]) => [apply1(permute, [c!], params)] }, [t!], params),
      ],
    },
    params: { perm: [1, 2, 0] },
    finds: adjoint,
  },
  {
    what: 'a cotangent of another dtype',
    primitive: {
      ...cast,
      jvp: ([t], _x, _y, params) => [apply1({ ...cast, transpose: ([c]) => [c!] }, [t!], params)],
    },
    params: { dtype: DTypes.f64 },
    finds: adjoint,
  },
  {
    what: 'a derivative that is right once and wrong twice',
    primitive: {
      ...exp,
      jvp: ([t], [x], [y]) => [p.mul(t!, apply1({ ...exp, jvp: () => [null] }, [x!], {}) ?? y!)],
    },
    finds: second,
  },
  {
    what: 'a batch in the wrong axis',
    primitive: { ...reduceSum, batch: ([x]) => [apply1(reduceSum, [x!], { axes: [2] })] },
    params: { axes: [0] },
    finds: batchLaw,
  },
  {
    what: 'a batch of one operand taken for a batch of both',
    primitive: {
      ...dot,
      batch: ([x, y]) => [apply1(dot, [x!, y!], { contract: [[2], [1]], batch: [[0], [0]] })],
    },
    params: matrix,
    arity: 2,
    finds: batchLaw,
  },
  {
    what: 'the first example in place of every one',
    primitive: {
      ...exp,
      batch: ([x], _, __, size) => {
        const first = {
          start: x!.shape.map(() => 0),
          size: [1, ...x!.shape.slice(1)],
          stride: x!.shape.map(() => 1),
        };
        const rows = Array.from({ length: Number(size) }, () => p.slice(x!, first));
        return [rows.length === 0 ? x! : p.concat(rows.map(p.exp), 0)];
      },
    },
    finds: batchLaw,
  },
  {
    what: 'a result of another shape than inferred',
    primitive: { ...permute, infer: ([x]) => [x!] },
    params: { perm: [2, 1, 0] },
    finds: shape,
  },
  {
    what: 'a result of another dtype than inferred',
    primitive: { ...exp, infer: ([x]) => [{ ...x!, dtype: DTypes.f64 }] },
    finds: shape,
  },
  {
    what: 'a meaning that the text does not hold',
    primitive: { ...sin, evaluate: exp.evaluate },
    finds: text,
  },
];

/** The graph with a linear step after it whose transpose is another map. */
const transposedBy = (g: Graph, wrong: (c: Value) => Value): Graph => {
  const faulty: Primitive = {
    ...p.primitives.neg,
    jvp: ([t]) => [apply1(faulty, [t!], {})],
    transpose: ([c]) => [wrong(p.neg(c!))],
  };
  return { params: g.params, results: g.results.map((r) => apply1(faulty, [r], {})) };
};

describe('the laws', () => {
  for (const { what, primitive, params = {}, arity = 1, finds } of faults) {
    it(`find ${what}`, () => {
      const shapes =
        primitive.name === 'dot'
          ? [
              [3, 3],
              [3, 3],
            ]
          : [
              [2, 3, 4],
              [2, 3, 4],
            ];
      const types = shapes.slice(0, arity).map((s) => type('f32', s));
      const g = applied(primitive, types, params);
      const examples = examplesOf(
        g,
        types.map(() => nonZero),
        1,
        3,
      );
      expect(finds(g, examples)).toBeTypeOf('string');
    });
  }
});
