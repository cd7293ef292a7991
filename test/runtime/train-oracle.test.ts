/** Whole training runs of PyTorch, step by step: on the reference, in exact and rounded arithmetic, and on the kernels. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { type Arithmetic, compact, exact, rounded } from '../../src/core/strided.ts';
import { evaluate, jit, tree } from '../../src/index.ts';
import { evaluateGraph } from '../../src/transform/index.ts';
import { untypedCall, valuesOf } from '../ops/reference.ts';
import { disagreement } from '../support/agree.ts';
import { withData } from '../support/data.ts';
import { type OracleCase, torchOracle } from '../support/oracle.ts';
import { byRole, ON_DATA, SELF_CONTAINED, type Training } from './train-cases.ts';

type Numbers = ArrayLike<number>;
type Named = ReadonlyMap<string, Numbers>;

interface Run {
  readonly losses: readonly number[];
  /** params and what the network keeps, by path */
  readonly weights: Named;
  /** what the case stores beside them, by role */
  readonly after: Named;
}

/** Steps from `from` to before `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const child = tree.child;
/** The tensors of a state that the case stores. */
const watched = (state: unknown): readonly (readonly [string, Value])[] =>
  ['params', 'kept'].flatMap((name) => tree.paths(child(state, name)));

const named = (
  values: readonly (readonly [string, Value])[],
  data: (vs: readonly Value[]) => readonly Numbers[],
): Named => {
  const all = data(values.map(([, v]) => v));
  return new Map(values.map(([name], i) => [name, all[i]!]));
};

const evaluated = (vs: readonly Value[]): readonly Numbers[] =>
  valuesOf(tree.leaves(untypedCall(evaluate, vs)));

/** The loss of each step, and the state after the last. */
const trainedOnKernels = (t: Training, steps: number) => {
  let state: unknown = t.start();
  const run = untypedCall(jit, [state, ...t.batch(0)], t.step, { donate: [0] });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = untypedCall(run, state, ...t.batch(i));
    state = child(result, 'state');
    losses.push(...valuesOf(tree.leaves(child(result, 'loss')))[0]!);
  }
  return { losses, state };
};

const onKernels = (t: Training, steps: number): Run => {
  const { losses, state } = trainedOnKernels(t, steps);
  return {
    losses,
    weights: named(watched(state), evaluated),
    after: named(tree.paths(untypedCall(t.after, state)), evaluated),
  };
};

const onReference = (t: Training, start: unknown, span: Span, arithmetic: Arithmetic): Run => {
  const formal = tree.formals({ state: start, batch: t.batch(0) });
  const result = untypedCall(t.step, formal.state, ...formal.batch);
  const graph = { params: tree.leaves(formal), results: tree.leaves(result) };
  const arrays = (x: unknown) =>
    evaluateGraph({ params: [], results: tree.leaves(x) }, [], arithmetic);
  let state = arrays(start);
  const losses: number[] = [];
  for (let i = span.from; i < span.to; i++) {
    const out = evaluateGraph(graph, [...state, ...arrays(t.batch(i))], arithmetic);
    state = out.slice(0, -1);
    losses.push(...compact(out.at(-1)!, arithmetic).data);
  }
  const params = tree.leaves(formal.state);
  const data = (results: readonly Value[]): readonly Numbers[] =>
    evaluateGraph({ params, results }, state, arithmetic).map((x) => compact(x, arithmetic).data);
  return {
    losses,
    weights: named(watched(formal.state), data),
    after: named(tree.paths(untypedCall(t.after, formal.state)), data),
  };
};

const compareLosses = (c: OracleCase, losses: Numbers, { from, to }: Span): void => {
  const loss = byRole(c.outputs, 'loss');
  const own = { ...loss, shape: [to - from], data: loss.data.slice(from, to) };
  expect(disagreement(losses, own)).toBeUndefined();
};

/** With the losses of the last steps, and all that is stored of the trained network. */
const compare = (c: OracleCase, t: Training, { losses, weights, after }: Run): void => {
  const steps = Number(c.attrs['steps']);
  compareLosses(c, losses, { from: steps - losses.length, to: steps });
  expect([...weights.keys()]).toEqual([...t.finals.keys()]);
  for (const [path, final] of t.finals) {
    expect(disagreement(weights.get(path)!, final), path).toBeUndefined();
  }
  for (const [role, got] of after) {
    expect(disagreement(got, byRole(c.outputs, role))).toBeUndefined();
  }
};

const casesOf = (ops: object): readonly (readonly [string, OracleCase])[] =>
  torchOracle()
    .cases({ family: 'train' })
    .flatMap((c) => (Object.hasOwn(ops, c.op) ? [[c.name, c] as const] : []));

describe.each(casesOf(SELF_CONTAINED))('%s', (_, c) => {
  const t = SELF_CONTAINED[c.op]!(c);
  const steps = Number(c.attrs['steps']);
  const span = { from: 0, to: steps };
  test('on the kernels', () => {
    const run = onKernels(t, steps);
    expect(run.losses.length).toBe(steps);
    compare(c, t, run);
  });
  test.each([
    ['exact', exact],
    ['rounded', rounded],
  ] as const)('on the reference, %s', (_mode, arithmetic) => {
    compare(c, t, onReference(t, t.start(), span, arithmetic));
  });
});

// A step of the CNN takes the reference 3 to 4 s, the 16 of the case a minute. So it runs the first one, and the last
// ones from where the kernels, which run all, have come to.
withData((data) => {
  describe.each(casesOf(ON_DATA))('%s', (_, c) => {
    const t = ON_DATA[c.op]!(c, data);
    const brief: Training = { ...t, after: () => ({}) };
    const steps = Number(c.attrs['steps']);
    test('on the kernels', () => {
      const run = onKernels(t, steps);
      expect(run.losses.length).toBe(steps);
      compare(c, t, run);
    });
    test('on the reference, exact: the first step', () => {
      const span = { from: 0, to: 1 };
      compareLosses(c, onReference(brief, t.start(), span, exact).losses, span);
    });
    test.each([
      [2, 'exact', exact],
      [1, 'rounded', rounded],
    ] as const)('on the reference, the last %i of the steps, %s', (count, _mode, arithmetic) => {
      const from = steps - count;
      const { state } = trainedOnKernels(t, from);
      compare(c, t, onReference(brief, state, { from, to: steps }, arithmetic));
    });
  });
});
