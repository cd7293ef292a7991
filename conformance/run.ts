/**
 * Runs cases on a backend: outputs, gradients by reverse mode, in exact arithmetic forward mode too, each compared within
 * the tolerance that the case carries. It knows operations by name, and nothing about single cases.
 */
import type { Value } from '../src/core/node.ts';
import { isValue } from '../src/core/tensor.ts';
import { vjp, zerosLike } from '../src/ops/index.ts';
import { type Adapter, type Family, missing, type Program, type Result } from './adapter.ts';
import { type Backend, evaluateAll } from './backend.ts';
import type { Case, Entry, Reference } from './cases.ts';
import { compare, explainDisagreement, explainSize } from './compare.ts';
import type { Failure, Outcome } from './failure.ts';
import { faultsOf } from './form.ts';
import { forwardError } from './forward.ts';
import { compareMoments } from './moments.ts';
import { type Watched, watched } from './unread.ts';

/** Families by name. */
export type Families = Readonly<Record<string, Family>>;

const whole = (reason: string): readonly Failure[] => [{ tensor: '', reason }];

/** The failure of one tensor, if any. */
const check = (result: ArrayLike<number>, stored: Reference): readonly Failure[] => {
  const { role: tensor } = stored;
  if (result.length !== stored.data.length)
    return [{ tensor, reason: explainSize(result.length, stored) }];
  const found = compare(result, stored);
  return found ? [{ tensor, reason: explainDisagreement(found), ...found }] : [];
};

const shapeOf = (x: { readonly shape: readonly unknown[] }): string => `[${x.shape.join(', ')}]`;

/** Results of the wrong form; what has the right one is compared element by element. */
const checkShape = (result: Result, stored: Reference): readonly Failure[] =>
  isValue(result) && shapeOf(result) !== shapeOf(stored)
    ? [{ tensor: stored.role, reason: `shape ${shapeOf(result)}, expected ${shapeOf(stored)}` }]
    : [];

// ---- programs -------------------------------------------------------------------------------------

interface Differentiated {
  readonly outputs: readonly Value[];
  readonly cotangents: readonly Value[];
  readonly grads: readonly Value[];
}

/** Outputs that the case does not contract have the cotangent 0. */
const differentiate = (
  c: Case,
  { load }: Backend,
  run: Program,
  xs: readonly Value[],
): Differentiated => {
  if (c.grads.size === 0) return { outputs: run(...xs), cotangents: [], grads: [] };
  const [outputs, back] = vjp((...args: readonly Value[]) => run(...args), ...xs);
  const cotangents = outputs.map((y, i) => {
    const stored = c.cotangents[i];
    return stored ? load(stored) : zerosLike(y);
  });
  return { outputs, cotangents, grads: back(cotangents) };
};

type ProgramAdapter = Extract<Adapter, { readonly kind: 'program' }>;

const checkProgram = (
  c: Case,
  backend: Backend,
  { run, statedReverse = false }: ProgramAdapter,
): readonly Failure[] => {
  const xs = c.inputs.map(backend.load);
  const { outputs, cotangents, grads } = differentiate(c, backend, run, xs);
  if (outputs.length !== c.outputs.length)
    return whole(`${outputs.length} outputs, expected ${c.outputs.length}`);
  const shapes = outputs.flatMap((y, i) => checkShape(y, c.outputs[i]!));
  if (shapes.length > 0) return shapes;
  const values = backend.evaluate([...outputs, ...grads]);
  const slopes = values.slice(outputs.length);
  const failures = [
    ...c.outputs.flatMap((stored, i) => check(values[i]!, stored)),
    ...c.inputs.flatMap(({ role }, i) => {
      const stored = c.grads.get(role);
      return stored ? check(slopes[i]!, stored) : [];
    }),
  ];
  if (grads.length === 0 || !backend.exact || statedReverse) return failures;
  const error = forwardError(backend, run, xs, { cotangents, grads: slopes });
  return error === undefined ? failures : [...failures, { tensor: 'forward', reason: error }];
};

// ---- results without gradients --------------------------------------------------------------------

/** PyTorch's own f32 run stands beside the training runs to show how far rounding goes; it is no result. */
const isResult = ({ role }: Reference): boolean => !role.endsWith('_float32_run');

/** An expected number as a stored tensor. */
const numberNamed = (c: Case, role: string, value: number): Reference => ({
  ...{ name: `${c.name}/expected.${role}`, role: `expected.${role}`, dtype: 'F64', shape: [] },
  ...{ data: new Float64Array([value]), rtol: c.rtol, atol: 0, ulps: 0, outliers: undefined },
});

const numbersExpected = (c: Case): readonly (readonly [string, Reference])[] =>
  Object.entries(c.expected).map(([role, value]) => [role, numberNamed(c, role, value)]);

const checkDirect = (
  c: Case,
  backend: Backend,
  results: Readonly<Record<string, Result>>,
): readonly Failure[] => {
  const wanted = [
    ...c.outputs.filter(isResult).map((stored) => [stored.role, stored] as const),
    ...numbersExpected(c),
  ];
  const names = wanted.map(([role]) => role).filter((role) => role in results);
  const values = evaluateAll(
    backend,
    names.map((role) => results[role]!),
  );
  return wanted.flatMap(([role, stored]) => {
    const at = names.indexOf(role);
    if (at < 0) return [{ tensor: stored.role, reason: 'no such output' }];
    const shapes = checkShape(results[role]!, stored);
    return shapes.length > 0 ? shapes : check(values[at]!, stored);
  });
};

// ---- cases ----------------------------------------------------------------------------------------

const adapterOf = (c: Case, family: Family | undefined): Adapter =>
  family && Object.hasOwn(family, c.op) ? family[c.op]!(c) : missing(c.op);

/** What is wrong with a case, by its adapter. */
export const checkCase = (c: Case, backend: Backend, adapter: Adapter): readonly Failure[] => {
  switch (adapter.kind) {
    case 'program':
      return checkProgram(c, backend, adapter);
    case 'direct':
      return checkDirect(c, backend, adapter.results(backend));
    case 'sample':
      return compareMoments(backend.evaluate([adapter.draw()])[0]!, c);
    case 'left out':
      return [];
    case 'missing':
      return whole(`no such operation: ${adapter.what}`);
  }
};

const wholes = (reasons: readonly string[]): readonly Failure[] => reasons.flatMap(whole);

/** Only programs are differentiated. */
const undifferentiated = (c: Case, { kind }: Adapter): readonly string[] =>
  kind === 'direct' || kind === 'sample'
    ? [...c.grads.keys()].map((role) => `the gradient of ${role} is not checked`)
    : [];

/** The faults of a case, of its results, or, where these agree, the attributes that have no effect on them. */
const failuresOf = (
  { case: c, unread }: Watched,
  adapter: Adapter,
  backend: Backend,
): readonly Failure[] => {
  if (adapter.kind === 'left out') return [];
  const faults = [...faultsOf(c), ...undifferentiated(c, adapter)];
  if (faults.length > 0) return wholes(faults);
  const failures = checkCase(c, c.rounded ? backend.rounded() : backend, adapter);
  return failures.length > 0
    ? failures
    : wholes(unread().map((name) => `no such attribute: ${name}`));
};

const thrown = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n')[0]!;

/** How one case goes. What an operation throws is a failure of the case, as is a tensor that cannot be read. */
export const runCase = (entry: Entry, backend: Backend, families: Families): Outcome => {
  const { name, family, op } = entry;
  try {
    const one = watched(entry.read());
    const own = Object.hasOwn(families, family) ? families[family] : undefined;
    const adapter = adapterOf(one.case, own);
    const what = adapter.kind === 'missing' ? { missing: adapter.what } : {};
    const why = adapter.kind === 'left out' ? { leftOut: adapter.why } : {};
    return { name, family, op, ...what, ...why, failures: failuresOf(one, adapter, backend) };
  } catch (error) {
    return { name, family, op, failures: whole(thrown(error)) };
  }
};
