/** cond: one of two branches, chosen by a scalar when the program runs. */

import { DTypeError, ShapeError } from '../core/error.ts';
import { fresh, resize, substitute, trace } from '../core/graph.ts';
import type { Primitive, Tangent } from '../core/node.ts';
import { apply, type Graph, type TensorType, type Value } from '../core/node.ts';
import { showTensor } from '../core/tensor.ts';
import { describe, sameType, typeOf } from '../core/type.ts';
import { broadcast, select, zeros } from '../prim/index.ts';
import { evaluateGraph, linearize, transpose, vmapGraph } from '../transform/index.ts';
import type { Dim } from '../types/dim.ts';
import { loopInvariants } from './captured.ts';
import { placed, positions, present } from './tangents.ts';

/** Inputs: a bool scalar, then the operands of both branches. */
export interface Cond {
  readonly whenTrue: Graph;
  readonly whenFalse: Graph;
}

const both = (p: Cond, f: (g: Graph) => Graph): Cond => ({
  whenTrue: f(p.whenTrue),
  whenFalse: f(p.whenFalse),
});

/** (xs, tangents of the live xs) -> tangents of the results, null where they are zero */
const tangentBranch = (
  { params, results }: Graph,
  at: readonly number[],
): { readonly params: readonly Value[]; readonly tangent: readonly Tangent[] } => {
  const ts: readonly Tangent[] = params.map((v, i) => (at.includes(i) ? fresh(v) : null));
  const { tangent } = linearize(results, params, ts);
  return { params: [...params, ...at.map((i) => ts[i]!)], tangent };
};

/** (the other xs, cotangents) -> cotangents of the linear xs */
const cotangentBranch = (g: Graph, linear: readonly number[]): Graph => {
  const seeds = g.results.map(fresh);
  const back = transpose(
    g.results,
    linear.map((i) => g.params[i]!),
    seeds,
  );
  const others = g.params.filter((_, i) => !linear.includes(i));
  return {
    params: [...others, ...seeds],
    results: back.map((c, k) => c ?? zeros(g.params[linear[k]!]!)),
  };
};

const choose = (p: Value, x: Value, y: Value): Value =>
  select(
    broadcast(
      p,
      x.shape,
      p.shape.map((_, k) => k),
    ),
    x,
    y,
  );

const batch = (
  [p, ...xs]: readonly Value[],
  [pb, ...batched]: readonly boolean[],
  branches: Cond,
  size: Dim,
): readonly Value[] => {
  if (pb === true) {
    const taken = vmapGraph(branches.whenTrue, xs, batched, size);
    const other = vmapGraph(branches.whenFalse, xs, batched, size);
    return taken.map((x, i) => choose(p!, x, other[i]!));
  }
  const params = xs.map(fresh);
  const over = (g: Graph): Graph => {
    const own = params.map(fresh);
    return { params: own, results: vmapGraph(g, own, batched, size) };
  };
  return applyCond([p!, ...xs], both(branches, over));
};

const checkOperands = (xs: readonly TensorType[], { params }: Graph): void => {
  const wrong = xs.findIndex((x, i) => params[i] === undefined || !sameType(x, params[i]));
  if (wrong >= 0 || xs.length !== params.length) {
    const text = (v: TensorType | undefined): string => (v === undefined ? 'none' : describe(v));
    throw new ShapeError(
      `cond: operand ${wrong} is ${text(xs.at(wrong))}, its branch takes ${text(params.at(wrong))}`,
    );
  }
};

export const condPrimitive: Primitive<Cond> = {
  name: 'cond',
  infer: ([p, ...xs], { whenTrue, whenFalse }) => {
    checkOperands(xs, whenTrue);
    checkOperands(xs, whenFalse);
    if (p!.dtype.dtype !== 'bool' || p!.shape.length > 0) {
      throw new DTypeError(`cond: the condition must be a bool scalar, got ${describe(p!)}`);
    }
    const differ = whenTrue.results.findIndex((r, i) => {
      const o = whenFalse.results[i];
      return o === undefined || !sameType(r, o);
    });
    if (differ >= 0 || whenTrue.results.length !== whenFalse.results.length) {
      const text = (v: Value | undefined): string => (v === undefined ? 'nothing' : showTensor(v));
      const [a, b] = [whenTrue.results.at(differ), whenFalse.results.at(differ)];
      throw new ShapeError(`cond: the other branch is ${text(b)}, expected ${text(a)}`);
    }
    return whenTrue.results.map(typeOf);
  },
  evaluate: ([p, ...xs], { whenTrue, whenFalse }, arithmetic) =>
    evaluateGraph(p!.data[p!.offset] !== 0 ? whenTrue : whenFalse, xs, arithmetic),
  jvp: ([, ...ts], [p, ...xs], _, { whenTrue, whenFalse }) => {
    const at = positions(ts);
    const [t, o] = [tangentBranch(whenTrue, at), tangentBranch(whenFalse, at)];
    const kept = positions(t.tangent.map((x, i) => x ?? o.tangent[i]!));
    const close = ({ params, tangent }: typeof t): Graph => ({
      params,
      results: kept.map((i) => tangent[i] ?? zeros(whenTrue.results[i]!)),
    });
    const outputs = applyCond([p!, ...xs, ...present(ts)], {
      whenTrue: close(t),
      whenFalse: close(o),
    });
    return placed(kept, outputs, whenTrue.results.length);
  },
  transpose: (cts, [p, ...xs], [, ...linear], branches) => {
    const at = linear.flatMap((l, i) => (l ? [i] : []));
    const seeds = cts.map((c, i) => c ?? zeros(branches.whenTrue.results[i]!));
    const back = applyCond(
      [p!, ...xs.filter((_, i) => linear[i] !== true), ...seeds],
      both(branches, (g) => cotangentBranch(g, at)),
    );
    return [null, ...placed(at, back, xs.length)];
  },
  batch,
  resize: (p, at) => both(p, (g) => resize(g, at)),
  lower: { kind: 'region' },
};

export const applyCond = (inputs: readonly Value[], p: Cond): readonly Value[] =>
  apply(condPrimitive, inputs, p);

type Branch = (...operands: readonly Value[]) => readonly Value[];

/** The results of `then` where p holds, else of `otherwise`; only one of them runs. What else they read is computed before. */
export const condValues = (
  p: Value,
  then: Branch,
  otherwise: Branch,
  operands: readonly Value[],
): readonly Value[] => {
  const open = [then, otherwise].map((f) => trace(f, operands));
  const outer = [...new Set(open.flatMap(loopInvariants))];
  const close = ({ params, results }: Graph): Graph => {
    const own = outer.map(fresh);
    return { params: [...params, ...own], results: substitute(results, outer, own) };
  };
  const [t, o] = open;
  return applyCond([p, ...operands, ...outer], { whenTrue: close(t!), whenFalse: close(o!) });
};
