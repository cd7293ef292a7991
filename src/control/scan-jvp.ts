/**
 * The derivative of a scan: the forward scan stacks what the linear part reads, and a second, linear scan carries the
 * tangents.
 */
import { dependents, fresh, substitute } from '../core/graph.ts';
import type { Graph, Linear, Node, Tangent, Value } from '../core/node.ts';
import { zeros } from '../prim/index.ts';
import { type Linearized, linearize } from '../transform/index.ts';
import { residualsOf } from './residuals.ts';
import type { Scan } from './scan-params.ts';

type ApplyScan = (inputs: readonly Value[], p: Scan) => readonly Value[];

interface BodyTangent extends Linearized {
  /** a tangent parameter for every body parameter that has one */
  readonly ts: readonly Tangent[];
}

/** Linearises the body; a carry whose tangent becomes non-zero on the way is live from the start. */
const linearizeBody = (p: Scan, given: readonly Tangent[]): BodyTangent => {
  let live = given.map((t) => t !== null);
  for (;;) {
    const ts = p.body.params.map((v, i) => (live[i] === true ? fresh(v) : null));
    const l = linearize(p.body.results, p.body.params, ts);
    const grown = live.map((b, i) => {
      const k = i - p.constants;
      return b || (k >= 0 && k < p.carry && l.tangent[k] !== null);
    });
    if (grown.every((b, i) => b === live[i])) return { ...l, ts };
    live = grown;
  }
};

const present = (xs: readonly Tangent[]): readonly Value[] => xs.filter((x) => x !== null);

/** What the linear nodes read that is not linear but computed in the body. */
const readByLinear = (body: Graph, l: BodyTangent): readonly Value[] => {
  const ts = present(l.ts);
  const linear = new Set<Node>(dependents(present(l.tangent), ts));
  const inBody = new Set<Node>(body.params.map((v) => v.node));
  for (const n of dependents([...l.primal, ...present(l.tangent)], body.params)) inBody.add(n);
  const reads = [...linear].flatMap((n) => n.inputs);
  return [
    ...new Set(reads.filter((v) => !linear.has(v.node) && !ts.includes(v) && inBody.has(v.node))),
  ];
};

export const scanJvp = (
  given: readonly Tangent[],
  inputs: readonly Value[],
  p: Scan,
  applyScan: ApplyScan,
): Linear => {
  const { body } = p;
  const first = p.constants + p.carry;
  const l = linearizeBody(p, given);
  // a live carry has a tangent at every step, be it zero
  const outTangents = l.tangent.map((t, i) =>
    t === null && i < p.carry && l.ts[p.constants + i] !== null ? zeros(l.primal[i]!) : t,
  );
  const constants = body.params.slice(0, p.constants);
  const xs = body.params.slice(first);
  const free = [...constants, ...xs];
  const stack = residualsOf(readByLinear(body, { ...l, tangent: outTangents }), free);
  const forward = applyScan(inputs, {
    ...p,
    body: { params: body.params, results: [...l.primal, ...stack] },
  });

  // the linear body: constants, xs and stacked residuals are its non-linear operands
  const [c, x, r] = [constants.map(fresh), xs.map(fresh), stack.map(fresh)];
  const ts = (from: number, to: number): readonly Value[] => present(l.ts.slice(from, to));
  const kept = outTangents.flatMap((t, i) => (t === null ? [] : [i]));
  const results = substitute(
    kept.map((i) => outTangents[i]!),
    [...constants, ...xs, ...stack],
    [...c, ...x, ...r],
  );
  const params = [
    ...c,
    ...ts(0, p.constants),
    ...ts(p.constants, first),
    ...x,
    ...r,
    ...ts(first, body.params.length),
  ];
  const given0 = (from: number, to: number): readonly Value[] =>
    given
      .slice(from, to)
      .flatMap((t, k) => (l.ts[from + k] == null ? [] : [t ?? zeros(inputs[from + k]!)]));
  const [tc, tk] = [given0(0, p.constants), given0(p.constants, first)];
  const outputs = applyScan(
    [
      ...inputs.slice(0, p.constants),
      ...tc,
      ...tk,
      ...inputs.slice(first),
      ...forward.slice(l.primal.length),
      ...given0(first, inputs.length),
    ],
    { ...p, body: { params, results }, constants: c.length + tc.length, carry: tk.length },
  );
  const tangent: Tangent[] = l.primal.map(() => null);
  kept.forEach((i, k) => {
    tangent[i] = outputs[k]!;
  });
  return { primal: forward.slice(0, l.primal.length), tangent };
};
