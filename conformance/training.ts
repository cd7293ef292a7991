/** Training runs, step by step: compiled on the kernels in f32 or f64, or interpreted in either arithmetic. */
import { inline } from '../src/core/graph.ts';
import type { Value } from '../src/core/node.ts';
import { type Arithmetic, compact, exact, type Strided } from '../src/core/strided.ts';
import { evaluateValues, jit } from '../src/runtime/index.ts';
import { evaluateGraph, widen } from '../src/transform/index.ts';
import { child, formals, leaves, rebuild } from '../src/tree/index.ts';
import { call } from './adapter.ts';
import { type Backend, backends } from './backend.ts';

export interface Training {
  readonly steps: number;
  /** The first state, new at each call. */
  readonly start: () => unknown;
  /** (state, ...batch) => { state, loss } */
  readonly step: unknown;
  readonly batch: (i: number) => readonly Value[];
  /** What the case stores of the last state, by role, in its layouts. */
  results(state: unknown): Readonly<Record<string, Value>>;
}

/** The loss of each step, and the stored results of the state after the last. */
export interface Trained {
  readonly losses: readonly number[];
  readonly results: Readonly<Record<string, ArrayLike<number>>>;
}

/** Steps from `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const named = (
  results: Readonly<Record<string, Value>>,
  evaluate: Backend['evaluate'],
): Readonly<Record<string, ArrayLike<number>>> => {
  const all = evaluate(Object.values(results));
  return Object.fromEntries(Object.keys(results).map((role, i) => [role, all[i]!]));
};

/** The losses of the first steps, and the state after them. */
export const stepsOnKernels = (
  t: Training,
  steps: number,
): { readonly losses: readonly number[]; readonly state: unknown } => {
  const { evaluate } = backends.wasm();
  let state = t.start();
  const run = call(jit, [state, ...t.batch(0)], t.step, { donate: [0] });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = call(run, state, ...t.batch(i));
    state = child(result, 'state');
    losses.push(evaluate(leaves(child(result, 'loss')))[0]![0]!);
  }
  return { losses, state };
};

/** All steps on the kernels. */
export const trainOnKernels = (t: Training): Trained => {
  const { losses, state } = stepsOnKernels(t, t.steps);
  return { losses, results: named(t.results(state), backends.wasm().evaluate) };
};

/** The losses of the steps of a span from a state on, and the results after it. */
export const trainOnReference = (
  t: Training,
  start: unknown,
  span: Span,
  arithmetic: Arithmetic,
): Trained => {
  const formal = formals({ state: start, batch: t.batch(0) });
  const stepped = call(t.step, formal.state, ...formal.batch);
  const graph = { params: leaves(formal), results: leaves(stepped) };
  const arrays = (x: unknown): readonly Strided[] =>
    evaluateGraph({ params: [], results: leaves(x) }, [], arithmetic);
  let state = arrays(start);
  const losses: number[] = [];
  for (let i = span.from; i < span.to; i++) {
    const out = evaluateGraph(graph, [...state, ...arrays(t.batch(i))], arithmetic);
    state = out.slice(0, -1);
    losses.push(compact(out.at(-1)!, arithmetic).data[0]!);
  }
  const params = leaves(formal.state);
  const evaluate = (results: readonly Value[]): readonly ArrayLike<number>[] =>
    evaluateGraph({ params, results }, state, arithmetic).map((x) => compact(x, arithmetic).data);
  return { losses, results: named(t.results(formal.state), evaluate) };
};

/** f of trees of f32, as a function of trees of f64: traced, then widened. */
const widenedFunction = <R>(
  f: (...args: readonly unknown[]) => R,
  examples: readonly unknown[],
): ((...args: readonly unknown[]) => R) => {
  const formal = formals(examples);
  const result = f(...formal);
  const graph = widen({ params: leaves(formal), results: leaves(result) });
  return (...args) => rebuild(result, inline(graph, leaves(args)));
};

const widenedData = <A>(x: A): A =>
  rebuild(x, evaluateValues(widen({ params: [], results: leaves(x) }).results));

/** The same training in f64. */
const widened = (t: Training): Training => {
  const start = t.start();
  const results = widenedFunction((state) => t.results(state), [start]);
  return {
    steps: t.steps,
    start: () => widenedData(t.start()),
    batch: (i) => widenedData(t.batch(i)),
    step: widenedFunction((...args) => call(t.step, ...args), [start, ...t.batch(0)]),
    results: (state) => results(state),
  };
};

/** All steps, on a backend. */
export const train = ({ name }: Backend, t: Training): Trained => {
  if (name === 'wasm') return trainOnKernels(t);
  if (name === 'wasm64') return trainOnKernels(widened(t));
  return trainOnReference(t, t.start(), { from: 0, to: t.steps }, exact);
};
