/** call: a named composite that means exactly its graph, with rules and a kernel stated where they pay. */

import { ShapeError } from '../core/error.ts';
import { fresh, inline, resize, substitute, trace } from '../core/graph.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { Linear, Primitive, Tangent } from '../core/node.ts';
import { apply, type Graph, type TensorType, type Value } from '../core/node.ts';
import { describe, sameType } from '../core/type.ts';
import { zeros } from '../prim/index.ts';
import {
  evaluateGraph,
  linearize,
  sumCotangent,
  transpose,
  vmapGraph,
} from '../transform/index.ts';
import type { Dim } from '../types/dim.ts';
import { isDifferentiable } from '../types/dtype.ts';
import { capturedValues } from './captured.ts';
import { placed, positions, present } from './tangents.ts';

/** What a composite states beyond its graph; each rule must equal the one derived from the graph. */
export interface CompositeRules {
  /**
   * the kernel that computes it, if there is one for these types. Rules read sizes off the types that they are given:
   * what they close over would keep names that have been bound since
   */
  kernel?(inputs: readonly TensorType[], results: readonly TensorType[]): KernelCall | null;
  jvp?(
    tangents: readonly Tangent[],
    inputs: readonly Value[],
    outputs: readonly Value[],
  ): readonly Tangent[];
  transpose?(
    cotangents: readonly Tangent[],
    inputs: readonly Value[],
    linear: readonly boolean[],
  ): readonly Tangent[];
  /**
   * the backward pass alone: cotangents of the outputs to those of the inputs; forward mode is that of the graph. It
   * need not be the transpose of that: clipped or reversed gradients are not
   */
  vjp?(
    cotangents: readonly Value[],
    inputs: readonly Value[],
    outputs: readonly Value[],
  ): readonly Tangent[];
  /** `results` are the types of one example's */
  batch?(
    inputs: readonly Value[],
    batched: readonly boolean[],
    size: Dim,
    results: readonly TensorType[],
  ): readonly Value[];
}

export interface Call extends CompositeRules {
  readonly name: string;
  readonly graph: Graph;
  /** its intermediate values are computed again for the backward pass, not kept */
  readonly remat: boolean;
}

/**
 * Tangents of the body at the inputs; the primal values that they read are computed beside a kernel's result. The
 * body is differentiated on its own parameters: what the inputs were computed from is not walked again.
 */
const derived = (ts: readonly Tangent[], inputs: readonly Value[], p: Call): Linear => {
  const { params, results } = p.graph;
  const dots = ts.map((t) => (t === null ? null : fresh(t)));
  const { primal, tangent } = linearize(results, params, dots);
  const kept = positions(tangent);
  const values = substitute(
    [...present(tangent), ...primal],
    [...params, ...present(dots)],
    [...inputs, ...present(ts)],
  );
  const out = placed(kept, values, results.length);
  return hasKernel(p) ? out : { primal: values.slice(kept.length), tangent: out };
};

const hasKernel = (p: Call): boolean => p.kernel?.(p.graph.params, p.graph.results) != null;

/** The tangent map of a rematerialised body as a call of its own, linear in the tangents. */
const rematerialised = (
  ts: readonly Tangent[],
  inputs: readonly Value[],
  p: Call,
): readonly Tangent[] => {
  const { params, results } = p.graph;
  const dots = ts.map((t) => (t === null ? null : fresh(t)));
  const { tangent } = linearize(results, params, dots);
  const kept = positions(tangent);
  const graph = { params: [...params, ...present(dots)], results: present(tangent) };
  const outputs = applyCall({ name: `${p.name}.tangent`, graph, remat: true }, [
    ...inputs,
    ...present(ts),
  ]);
  return placed(kept, outputs, results.length);
};

/** The tangent map of a body as a call of its own, whose transpose is the stated backward pass. */
const withBackwardPass = (
  ts: readonly Tangent[],
  inputs: readonly Value[],
  outputs: readonly Value[],
  p: Call,
): readonly Tangent[] => {
  const { params, results } = p.graph;
  const live = positions(ts);
  const dots = ts.map((t) => (t === null ? null : fresh(t)));
  const { tangent } = linearize(results, params, dots);
  const at = results.flatMap((r, i) => (isDifferentiable(r.dtype) ? [i] : []));
  const graph = {
    params: [...present(dots), ...params, ...results.map(fresh)],
    results: at.map((i) => tangent[i] ?? zeros(results[i]!)),
  };
  const [n, m] = [live.length, inputs.length];
  const back: NonNullable<CompositeRules['transpose']> = (cts, args) => {
    const [xs, ys] = [args.slice(n, n + m), args.slice(n + m)];
    const given = placed(
      at,
      cts.map((c, k) => c ?? zeros(ys[at[k]!]!)),
      ys.length,
    );
    const all = given.map((c, i) => c ?? zeros(ys[i]!));
    const out = p.vjp!(all, xs, ys);
    return [...live.map((i) => out[i] ?? null), ...xs.map(() => null), ...ys.map(() => null)];
  };
  const moved = applyCall({ name: `${p.name}.tangent`, graph, remat: false, transpose: back }, [
    ...present(ts),
    ...inputs,
    ...outputs,
  ]);
  return placed(at, moved, results.length);
};

/** The transpose of a body that is linear in some parameters; a rematerialised one stays a call. */
const transposed = (
  cts: readonly Tangent[],
  inputs: readonly Value[],
  linear: readonly boolean[],
  p: Call,
): readonly Tangent[] => {
  const { params, results } = p.graph;
  const at = linear.flatMap((l, i) => (l ? [i] : []));
  const seeds = results.map(fresh);
  const back = transpose(
    results,
    at.map((i) => params[i]!),
    seeds,
  );
  const values = back.map((c, k) => c ?? zeros(params[at[k]!]!));
  const rest = inputs.flatMap((_, i) => (linear[i] === true ? [] : [i]));
  const graph = { params: [...rest.map((i) => params[i]!), ...seeds], results: values };
  const args = [...rest.map((i) => inputs[i]!), ...cts.map((c, i) => c ?? zeros(results[i]!))];
  const outputs = p.remat
    ? applyCall({ name: `${p.name}.transpose`, graph, remat: true }, args)
    : inline(graph, args);
  return placed(at, outputs, inputs.length);
};

/** The call of the batched body; stated derivatives are batched with it. */
const batchedCall = (
  inputs: readonly Value[],
  batched: readonly boolean[],
  size: Dim,
  p: Call,
): readonly Value[] => {
  if (!p.remat && [p.jvp, p.transpose, p.vjp].every((rule) => rule === undefined)) {
    return vmapGraph(p.graph, inputs, batched, size);
  }
  const params = inputs.map(fresh);
  const graph = { params, results: vmapGraph(p.graph, params, batched, size) };
  const rules = batchedRules(batched, size, p);
  return applyCall({ name: p.name, remat: p.remat, graph, ...rules }, inputs);
};

const batchedRules = (batched: readonly boolean[], size: Dim, p: Call): CompositeRules => {
  const { params, results } = p.graph;
  const { jvp, transpose: back, vjp } = p;
  const all = results.map(() => true);
  /** cotangents of inputs that all examples share are sums over the examples */
  const shared = (cts: readonly Tangent[]): readonly Tangent[] =>
    cts.map((c, i) => (c === null || batched[i] === true ? c : sumCotangent(c, [0])));
  return {
    ...(jvp === undefined
      ? {}
      : {
          jvp: (ts, xs, ys) =>
            overBatch(
              ts,
              [...params, ...results, ...params],
              [...xs, ...ys],
              [...batched, ...all, ...batched],
              size,
              (t, v) => jvp(t, v.slice(0, xs.length), v.slice(xs.length)),
            ),
        }),
    ...(vjp === undefined
      ? {}
      : {
          vjp: (cts, xs, ys) =>
            shared(
              overBatch(
                cts,
                [...params, ...results, ...results],
                [...xs, ...ys],
                [...batched, ...all, ...all],
                size,
                (c, v) => vjp(present(c), v.slice(0, xs.length), v.slice(xs.length)),
              ),
            ),
        }),
    ...(back === undefined
      ? {}
      : {
          transpose: (cts, xs, linear) =>
            shared(
              overBatch(cts, [...params, ...results], xs, [...batched, ...all], size, (c, v) =>
                back(c, v, linear),
              ),
            ),
        }),
  };
};

/** A rule over tangents and values of one example, applied to a batch of them; absent tangents stay absent. */
const overBatch = (
  ts: readonly Tangent[],
  types: readonly TensorType[],
  values: readonly Value[],
  batched: readonly boolean[],
  size: Dim,
  rule: (ts: readonly Tangent[], values: readonly Value[]) => readonly Tangent[],
): readonly Tangent[] => {
  const vs = values.map((_, i) => fresh(types[i]!));
  const dots = ts.map((t, i) => (t === null ? null : fresh(types[values.length + i]!)));
  const out = rule(dots, vs);
  const mask = batched.filter((_, i) => i < values.length || ts[i - values.length] !== null);
  const graph = { params: [...vs, ...present(dots)], results: present(out) };
  const results = [...vmapGraph(graph, [...values, ...present(ts)], mask, size)];
  return out.map((t) => (t === null ? null : results.shift()!));
};

export const callPrimitive: Primitive<Call> = {
  name: 'call',
  infer: (inputs, { graph, name }) => {
    const wrong = graph.params.findIndex(
      (f, i) => inputs[i] === undefined || !sameType(f, inputs[i]),
    );
    if (wrong >= 0 || inputs.length !== graph.params.length) {
      const [want, got] = [graph.params[wrong], inputs[wrong]];
      throw new ShapeError(
        `${name}: expected ${want === undefined ? 'no more arguments' : describe(want)}, got ${got === undefined ? 'none' : describe(got)}`,
      );
    }
    return graph.results;
  },
  evaluate: (inputs, { graph }, arithmetic) => evaluateGraph(graph, inputs, arithmetic),
  jvp: (ts, inputs, outputs, p) => {
    if (p.jvp !== undefined) return p.jvp(ts, inputs, outputs);
    if (p.vjp !== undefined) return withBackwardPass(ts, inputs, outputs, p);
    return p.remat ? rematerialised(ts, inputs, p) : derived(ts, inputs, p);
  },
  transpose: (cts, inputs, linear, p) =>
    p.transpose === undefined
      ? transposed(cts, inputs, linear, p)
      : p.transpose(cts, inputs, linear),
  batch: (inputs, batched, p, size) =>
    p.batch === undefined
      ? batchedCall(inputs, batched, size, p)
      : p.batch(inputs, batched, size, p.graph.results),
  resize: (p, at) => ({ ...p, graph: resize(p.graph, at) }),
  lower: { kind: 'region' },
};

export const applyCall = (p: Call, inputs: readonly Value[]): readonly Value[] =>
  apply(callPrimitive, inputs, p);

/** f as a named call; what f reads from outside becomes an operand, so that the body is closed. */
export const namedCall = (
  name: string,
  f: (...xs: readonly Value[]) => readonly Value[],
  inputs: readonly Value[],
  rules: CompositeRules & { readonly remat?: boolean } = {},
): readonly Value[] => {
  const open = trace(f, inputs);
  const outer = capturedValues(open);
  const params = [...open.params, ...outer.map(fresh)];
  const results = substitute(open.results, outer, params.slice(open.params.length));
  return applyCall({ name, remat: false, ...rules, graph: { params, results } }, [
    ...inputs,
    ...outer,
  ]);
};

/**
 * A composite op: `define` is its meaning, derivative and batching; `rules` may state a kernel and derivatives that
 * are cheaper than the derived ones and equal to them.
 * @__NO_SIDE_EFFECTS__
 */
export const composite =
  (
    name: string,
    define: (...xs: readonly Value[]) => readonly Value[],
    rules: CompositeRules = {},
  ) =>
  (...inputs: readonly Value[]): readonly Value[] =>
    namedCall(name, define, inputs, rules);
