/** Records of primitives with one rule wrong, put in the place of the right ones in a graph. */
import { dependents, inline, trace } from '../../src/core/graph.ts';
import {
  apply,
  type Graph,
  type Linear,
  type Primitive,
  type Tangent,
  type Value,
} from '../../src/core/node.ts';
import { addTangents, fill, mul, zeros } from '../../src/prim/index.ts';

/** One wrong rule. */
export interface Mutation {
  /** what is wrong with it */
  readonly what: string;
  readonly right: Primitive;
  readonly wrong: Primitive;
}

type Rule<P, K extends 'jvp' | 'transpose' | 'batch'> = NonNullable<Primitive<P>[K]>;

/** The results as functions of the roots, with another primitive in the place of one. */
const exchanged = (
  results: readonly Value[],
  roots: readonly Value[],
  right: Primitive,
  wrong: Primitive,
): readonly Value[] => {
  const env = new Map<Value, Value>();
  const at = (v: Value): Value => env.get(v) ?? v;
  for (const n of dependents(results, roots)) {
    const own = n.primitive === right ? wrong : n.primitive;
    const outputs = apply(own, n.inputs.map(at), n.params);
    n.outputs.forEach((v, i) => {
      env.set(v, outputs[i]!);
    });
  }
  return results.map(at);
};

/** The graph with the wrong record wherever the right one stands. */
export const mutated = (g: Graph, { right, wrong }: Mutation): Graph =>
  trace(
    (...xs) =>
      inline({ params: g.params, results: exchanged(g.results, g.params, right, wrong) }, xs),
    g.params,
  );

const isList = (r: Linear): r is readonly Tangent[] => Array.isArray(r);
const isValue = (t: Tangent): t is Value => t !== null;

/** A rule's answer with other tangents. */
const withTangents = (r: Linear, f: (ts: readonly Tangent[]) => readonly Tangent[]): Linear =>
  isList(r) ? f(r) : { ...r, tangent: f(r.tangent) };

/** A wrong derivative. */
export const jvp = <P>(right: Primitive<P>, what: string, rule: Rule<P, 'jvp'>): Mutation => ({
  what: `${right.name}: ${what}`,
  right,
  wrong: { ...right, jvp: rule },
});

export const times = (k: number, v: Value): Value => mul(fill(k, v), v);
const scaled = (ts: readonly Tangent[], k: number): readonly Tangent[] =>
  ts.map((t) => (t === null ? null : times(k, t)));

/** The derivative times a number: a wrong sign, a wrong factor. */
export const tangentTimes = <P>(right: Primitive<P>, what: string, k: number): Mutation =>
  jvp(right, what, (ts, xs, ys, p) => withTangents(right.jvp(ts, xs, ys, p), (r) => scaled(r, k)));

/** A wrong transpose: the derivative is that of the right record, in terms of the wrong one. */
export const transpose = <P>(
  right: Primitive<P>,
  what: string,
  rule: Rule<P, 'transpose'>,
): Mutation => {
  const wrong: Primitive<P> = {
    ...right,
    transpose: rule,
    jvp: (ts, xs, ys, p) =>
      withTangents(right.jvp(ts, xs, ys, p), (r) => {
        const out = exchanged(r.filter(isValue), ts.filter(isValue), right, wrong);
        const rest = out[Symbol.iterator]();
        return r.map((t) => (t === null ? null : rest.next().value!));
      }),
  };
  return { what: `${right.name}, transposed: ${what}`, right, wrong };
};

/** The cotangents times a number. */
export const cotangentTimes = <P>(right: Primitive<P>, what: string, k: number): Mutation =>
  transpose(right, what, (cts, xs, linear, p) => scaled(right.transpose!(cts, xs, linear, p), k));

/** A wrong batch. */
export const batch = <P>(right: Primitive<P>, what: string, rule: Rule<P, 'batch'>): Mutation => ({
  what: `${right.name} in a batch: ${what}`,
  right,
  wrong: { ...right, batch: rule },
});

/** A wrong derivative of a function of one operand. */
export const unary = (
  right: Primitive,
  what: string,
  rule: (t: Value, x: Value, y: Value) => Value,
): Mutation => jvp(right, what, ([t], [x], [y]) => [t == null ? null : rule(t, x!, y!)]);

/** What one operand contributes to the tangent. */
type Part = (t: Value, x: Value, y: Value, out: Value) => Value | null;
/** No contribution. */
export const none: Part = () => null;
/** A wrong derivative of a function of two operands. */
export const binary = (right: Primitive, what: string, left: Part, other: Part): Mutation =>
  jvp(right, what, ([s, t], [x, y], [out]) => [
    addTangents(
      s == null ? null : left(s, x!, y!, out!),
      t == null ? null : other(t, x!, y!, out!),
    ),
  ]);
/** The tangent, or zeros. */
export const given = (t: Tangent | undefined, like: Value): Value => t ?? zeros(like);
