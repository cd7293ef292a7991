/**
 * Reference cases of PyTorch and JAX: inputs, outputs, cotangents and gradients, each with its tolerance. All cases when
 * TYPEGRAD_ORACLE and TYPEGRAD_ORACLE_JAX name their folders, else the committed sample.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, sampleOf } from './requirement.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';

/** A share of the elements that may miss the tolerance, as long as they stay within `atol`. */
export interface Outliers {
  readonly fraction: number;
  readonly at_least: number;
  readonly atol: number;
}

/** A stored tensor `<case>/<role>` and how closely a result has to agree with it. */
export interface Reference extends StoredTensor {
  readonly name: string;
  readonly role: string;
  readonly rtol: number;
  readonly atol: number;
  readonly ulps: number;
  readonly outliers: Outliers | undefined;
}

export interface OracleCase {
  readonly name: string;
  readonly family: string;
  readonly op: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  /** In the order of the arguments of `call`. */
  readonly inputs: readonly Reference[];
  readonly outputs: readonly Reference[];
  /** Parallel to `outputs`; null where an output was not contracted. */
  readonly cotangents: readonly (Reference | null)[];
  /** By the role of the input: d(sum of cotangent * output) / d(input). */
  readonly grads: ReadonlyMap<string, Reference>;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly note: string;
  /** Initialisers: the constants to reproduce. */
  readonly expected: Readonly<Record<string, number>>;
  /** Training runs: the data files and ranges they read. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
  /** The reference call in words. */
  readonly call: string;
}

interface StoredCase extends Pick<OracleCase, 'name' | 'family' | 'op' | 'attrs' | 'data'> {
  readonly file: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly cotangent: readonly (string | null)[];
  readonly grads: Readonly<Record<string, string>>;
  readonly tolerance: {
    readonly rtol: number;
    readonly atol: Readonly<Record<string, number>>;
    readonly ulps?: Readonly<Record<string, number>>;
    readonly outliers?: Outliers & { readonly tensors: string };
  };
  readonly flags?: OracleCase['flags'];
  readonly note?: string;
  readonly expected?: OracleCase['expected'];
  readonly torch?: string;
  readonly jax?: string;
}

export interface Selection {
  readonly family?: string;
  readonly op?: string;
}

export interface Oracle {
  /** Whether these are all cases rather than the committed sample. */
  readonly complete: boolean;
  readonly cases: (selection?: Selection) => readonly OracleCase[];
}

type Tensors = (file: string) => (name: string) => StoredTensor;

const roleOf = (name: string): string => name.slice(name.indexOf('/') + 1);

/** `outliers.tensors` is a prefix of roles: 'final.*'. */
const matches = (pattern: string, role: string): boolean =>
  role.startsWith(pattern.replace('*', ''));

const referenceIn = (stored: StoredCase, tensors: Tensors) => {
  const tensor = tensors(stored.file);
  const { rtol, atol, ulps, outliers } = stored.tolerance;
  return (name: string): Reference => ({
    ...tensor(name),
    name,
    role: roleOf(name),
    rtol,
    atol: atol[name] ?? 0,
    ulps: ulps?.[name] ?? 0,
    outliers: outliers && matches(outliers.tensors, roleOf(name)) ? outliers : undefined,
  });
};

const caseOf = (stored: StoredCase, tensors: Tensors): OracleCase => {
  const reference = referenceIn(stored, tensors);
  const { name, family, op, attrs, data, flags = {}, note = '', expected = {} } = stored;
  const grads = Object.entries(stored.grads).map(
    ([x, grad]) => [roleOf(x), reference(grad)] as const,
  );
  return {
    ...{ name, family, op, attrs, data, flags, note, expected },
    inputs: stored.inputs.map(reference),
    outputs: stored.outputs.map(reference),
    cotangents: stored.cotangent.map((name) => (name === null ? null : reference(name))),
    grads: new Map(grads),
    call: stored.torch ?? stored.jax ?? '',
  };
};

/** Each family's file is read when the first of its cases is asked for. */
const tensorsIn = (folder: string): Tensors => {
  const files = new Map<string, (name: string) => StoredTensor>();
  return (file) => {
    const known = files.get(file) ?? readSafetensors(join(folder, file));
    files.set(file, known);
    return known;
  };
};

/** The cases of one folder. */
export const readOracle = (folder: string, complete: boolean): Oracle => {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as {
    readonly cases: readonly StoredCase[];
  };
  const tensors = tensorsIn(folder);
  const selected =
    ({ family, op }: Selection) =>
    (stored: StoredCase) =>
      (family === undefined || stored.family === family) && (op === undefined || stored.op === op);
  return {
    complete,
    cases: (selection = {}) =>
      index.cases.filter(selected(selection)).map((stored) => caseOf(stored, tensors)),
  };
};

const open = (source: 'torch' | 'jax'): Oracle => {
  const folder = folderOf(source);
  return readOracle(folder ?? sampleOf(source), folder !== undefined);
};

/** PyTorch 1.13 in float64, rounded to float32; metrics from scikit-learn. */
export const torchOracle = (): Oracle => open('torch');
/** JAX and optax; the family 'random' as JAX gives it in float32, bit for bit where `ulps` and `atol` are 0. */
export const jaxOracle = (): Oracle => open('jax');
