/** while: a loop that runs as long as a test holds. Its length is not known before, so that only forward mode exists. */

import { DTypeError, NotDifferentiableError, ShapeError } from '../core/error.ts';
import { fresh, resize, substitute, trace } from '../core/graph.ts';
import type { Primitive, Tangent } from '../core/node.ts';
import { apply, type Graph, type TensorType, type Value } from '../core/node.ts';
import type { Arithmetic, Strided } from '../core/strided.ts';
import { describe, sameType, typeOf } from '../core/type.ts';
import { broadcast, cast, less, reduceSum, repeat, select, zeros } from '../prim/index.ts';
import { batchGraph, evaluateGraph, linearize, vmapGraph } from '../transform/index.ts';
import type { Dim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';
import { loopInvariants } from './captured.ts';
import { stacked } from './scan.ts';
import { placed, positions, present } from './tangents.ts';

/** Inputs: constants, initial carry. Both graphs take (constants, carry); test gives a bool scalar, body the carry. */
export interface While {
  readonly test: Graph;
  readonly body: Graph;
  readonly constants: number;
}

const checkTest = ({ results }: Graph): void => {
  const [p] = results;
  if (p === undefined || p.dtype.dtype !== 'bool' || p.shape.length > 0) {
    const got = p === undefined ? 'nothing' : describe(p);
    throw new DTypeError(`whileLoop: the test must be a bool scalar, got ${got}`);
  }
};

const infer = (inputs: readonly TensorType[], p: While): readonly TensorType[] => {
  checkTest(p.test);
  p.body.results.forEach((r, i) => {
    const init = inputs[p.constants + i];
    if (init === undefined || !sameType(r, init)) {
      const from = init === undefined ? 'nothing' : describe(init);
      throw new ShapeError(`whileLoop: the carry changes type: ${from} becomes ${describe(r)}`);
    }
  });
  for (const { params } of [p.test, p.body]) {
    const wrong = params.findIndex((v, i) => inputs[i] === undefined || !sameType(inputs[i], v));
    if (wrong >= 0 || params.length !== inputs.length) {
      const text = (v: TensorType | undefined): string => (v === undefined ? 'none' : describe(v));
      throw new ShapeError(
        `whileLoop: operand ${wrong} is ${text(inputs.at(wrong))}, the loop takes ${text(params.at(wrong))}`,
      );
    }
  }
  return p.body.results.map(typeOf);
};

const evaluate = (inputs: readonly Strided[], p: While, a: Arithmetic): readonly Strided[] => {
  const constants = inputs.slice(0, p.constants);
  let carry: readonly Strided[] = inputs.slice(p.constants);
  for (;;) {
    const args = [...constants, ...carry];
    const [go] = evaluateGraph(p.test, args, a);
    if (go!.data[go!.offset] === 0) return carry;
    carry = evaluateGraph(p.body, args, a);
  }
};

/** The tangents of constants and carry; a carry whose tangent becomes non-zero on the way has one from the start. */
const liveTangents = (given: readonly Tangent[], { body, constants }: While) => {
  let live = given.map((t) => t !== null);
  for (;;) {
    const ts = body.params.map((v, i) => (live[i] === true ? fresh(v) : null));
    const l = linearize(body.results, body.params, ts);
    const grown = live.map((b, i) => b || (i >= constants && l.tangent[i - constants] !== null));
    if (grown.every((b, i) => b === live[i])) return { ts, tangent: l.tangent, primal: l.primal };
    live = grown;
  }
};

/** The loop over carry and tangents together; the values beside it stay those of the loop that was there. */
const jvp = (given: readonly Tangent[], inputs: readonly Value[], p: While): readonly Tangent[] => {
  const l = liveTangents(given, p);
  const n = p.constants;
  const [tc, tk] = [present(l.ts.slice(0, n)), l.ts.slice(n)];
  const merged = (xs: readonly Value[], ts: readonly Tangent[]): readonly Value[] => [
    ...[...xs.slice(0, n), ...present(ts.slice(0, n))],
    ...[...xs.slice(n), ...present(ts.slice(n))],
  ];
  const starts = l.ts.map((t, i) => (t === null ? null : (given[i] ?? zeros(inputs[i]!))));
  const at = positions(tk);
  const params = merged(p.body.params, l.ts);
  const tangents = at.map((i) => l.tangent[i] ?? zeros(l.primal[i]!));
  const carried = l.primal.length;
  const own = params.map(fresh);
  const tested = own.filter((_, i) => i < n || (i >= n + tc.length && i < n + tc.length + carried));
  const outputs = applyWhile(merged(inputs, starts), {
    body: { params, results: [...l.primal, ...tangents] },
    test: { params: own, results: substitute(p.test.results, p.test.params, tested) },
    constants: n + tc.length,
  });
  return placed(at, outputs.slice(carried), carried);
};

const transpose = (): never => {
  throw new NotDifferentiableError(
    'whileLoop: reverse mode needs to know the number of steps; use scan with a bound, or forward mode: jvp, jacfwd',
  );
};

/** The carries that have the batch axis, once the body has been followed until none is added. */
const batchedCarries = (
  { body, constants }: While,
  batched: readonly boolean[],
  size: Dim,
): readonly boolean[] => {
  let mask = batched;
  for (;;) {
    const params = body.params.map((v, i) => fresh(mask[i] === true ? stacked(size, v) : v));
    const out = batchGraph(body, params, mask, size);
    const grown = mask.map((b, i) => b || (i >= constants && out[i - constants]!.batched));
    if (grown.every((b, i) => b === mask[i])) return mask;
    mask = grown;
  }
};

/** Whether some element of a vector holds. */
const anyOf = (p: Value): Value => {
  const count = reduceSum(cast(p, DTypes.i32), [0]);
  return less(zeros(count), count);
};

const where = (p: Value, x: Value, y: Value): Value => select(broadcast(p, x.shape, [0]), x, y);

/** One loop for all examples, until none goes on; examples that are done keep their carry. */
const separateEnds = (
  p: While,
  inputs: readonly Value[],
  batched: readonly boolean[],
  size: Dim,
) => {
  const mask = batched.map((b, i) => b || i >= p.constants);
  const params = p.body.params.map((v, i) => fresh(mask[i] === true ? stacked(size, v) : v));
  const going = (args: readonly Value[]): Value => vmapGraph(p.test, args, mask, size)[0]!;
  const next = vmapGraph(p.body, params, mask, size);
  const goes = going(params);
  const own = params.map(fresh);
  const args = inputs.map((v, i) => (mask[i] === batched[i] ? v : repeat(v, size)));
  return applyWhile(args, {
    test: { params: own, results: [anyOf(going(own))] },
    body: { params, results: next.map((v, i) => where(goes, v, params[p.constants + i]!)) },
    constants: p.constants,
  });
};

/** The examples share a test that does not depend on them. */
const commonEnd = (
  p: While,
  inputs: readonly Value[],
  batched: readonly boolean[],
  mask: readonly boolean[],
  size: Dim,
) => {
  const over = (g: Graph, results: (params: readonly Value[]) => readonly Value[]): Graph => {
    const params = g.params.map((v, i) => fresh(mask[i] === true ? stacked(size, v) : v));
    return { params, results: results(params) };
  };
  const args = inputs.map((v, i) => (mask[i] === batched[i] ? v : repeat(v, size)));
  const outputs = applyWhile(args, {
    test: over(p.test, (own) => batchGraph(p.test, own, mask, size).map((r) => r.value)),
    body: over(p.body, (own) =>
      batchGraph(p.body, own, mask, size).map((r, i) =>
        r.batched || mask[p.constants + i] !== true ? r.value : repeat(r.value, size),
      ),
    ),
    constants: p.constants,
  });
  return outputs.map((v, i) => (mask[p.constants + i] === true ? v : repeat(v, size)));
};

const batch = (
  inputs: readonly Value[],
  batched: readonly boolean[],
  p: While,
  size: Dim,
): readonly Value[] => {
  const mask = batchedCarries(p, batched, size);
  const params = p.test.params.map((v, i) => fresh(mask[i] === true ? stacked(size, v) : v));
  const [test] = batchGraph(p.test, params, mask, size);
  return test!.batched
    ? separateEnds(p, inputs, batched, size)
    : commonEnd(p, inputs, batched, mask, size);
};

export const whilePrimitive: Primitive<While> = {
  name: 'while',
  infer,
  evaluate,
  jvp: (ts, inputs, _, p) => jvp(ts, inputs, p),
  transpose,
  batch,
  resize: (p, at) => ({ ...p, test: resize(p.test, at), body: resize(p.body, at) }),
  lower: { kind: 'region' },
};

export const applyWhile = (inputs: readonly Value[], p: While): readonly Value[] =>
  apply(whilePrimitive, inputs, p);

type OfCarry = (...carry: readonly Value[]) => readonly Value[];

/** The carry after as many steps of `body` as `test` holds. What they read from outside is computed once. */
export const whileValues = (
  test: (...carry: readonly Value[]) => Value,
  body: OfCarry,
  init: readonly Value[],
): readonly Value[] => {
  const open = [trace((...carry) => [test(...carry)], init), trace(body, init)];
  const outer = [...new Set(open.flatMap(loopInvariants))];
  const close = ({ params, results }: Graph): Graph => {
    const own = outer.map(fresh);
    return { params: [...own, ...params], results: substitute(results, outer, own) };
  };
  const [t, b] = open;
  return applyWhile([...outer, ...init], {
    test: close(t!),
    body: close(b!),
    constants: outer.length,
  });
};
