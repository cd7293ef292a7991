/**
 * Reference cases from a folder: `index.json` lists them, one safetensors file a family holds their inputs, outputs,
 * cotangents and gradients, each with its tolerance.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as t from 'io-ts';
import { systemError } from '../src/core/boundary.ts';
import { type BoundaryError, decodeWith, JsonObject, parseObject } from '../src/io/index.ts';
import { readSafetensors, type StoredTensor, type Tensors } from './safetensors.ts';

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

export type Attrs = Readonly<Record<string, unknown>>;

export interface Case {
  readonly name: string;
  readonly family: string;
  readonly op: string;
  readonly attrs: Attrs;
  /** In the order of the arguments of `call`. */
  readonly inputs: readonly Reference[];
  readonly outputs: readonly Reference[];
  /** Parallel to `outputs`; null where an output was not contracted. */
  readonly cotangents: readonly (Reference | null)[];
  /** By the role of the input: d(sum of cotangent * output) / d(input). */
  readonly grads: ReadonlyMap<string, Reference>;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly note: string;
  /** Numbers to reproduce: formula constants, moments. */
  readonly expected: Readonly<Record<string, number>>;
  /** How closely the expected numbers have to be met, relative to them. */
  readonly rtol: number;
  /** The stored values contain f32 rounding: they are what a run in f32 gave, and agree in units in the last place. */
  readonly rounded: boolean;
  /** Training runs: the data files and ranges they read. */
  readonly data: Attrs | undefined;
  /** The reference call in words. */
  readonly call: string;
}

/** A case of the index, whose tensors are read when asked for; an Error where one is missing. */
export interface Entry {
  readonly name: string;
  readonly family: string;
  readonly op: string;
  readonly read: () => Case;
}

const numbers = t.record(t.string, t.number);
const strings = t.readonlyArray(t.string);

const Tolerance = t.intersection([
  t.type({ rtol: t.number, atol: numbers }),
  t.partial({
    ulps: numbers,
    outliers: t.type({
      fraction: t.number,
      at_least: t.number,
      atol: t.number,
      tensors: t.string,
    }),
  }),
]);

const Stored = t.intersection([
  t.type({
    name: t.string,
    family: t.string,
    op: t.string,
    file: t.string,
    attrs: JsonObject,
    inputs: strings,
    outputs: strings,
    cotangent: t.readonlyArray(t.union([t.string, t.null])),
    grads: t.record(t.string, t.string),
    tolerance: Tolerance,
  }),
  t.partial({
    flags: t.record(t.string, t.boolean),
    note: t.string,
    expected: numbers,
    data: JsonObject,
    torch: t.string,
    jax: t.string,
  }),
]);
type Stored = t.TypeOf<typeof Stored>;

const Index = t.type({ cases: t.readonlyArray(Stored) });

const roleOf = (name: string): string => name.slice(name.indexOf('/') + 1);

/** `outliers.tensors` is a prefix of roles: 'final.*'. */
const matches = (pattern: string, role: string): boolean =>
  role.startsWith(pattern.replace('*', ''));

const referenceIn = ({ tolerance }: Stored, tensor: Tensors) => {
  const { rtol, atol, ulps, outliers } = tolerance;
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

const caseOf = (stored: Stored, tensor: Tensors): Case => {
  const reference = referenceIn(stored, tensor);
  const { name, family, op, attrs, data, flags = {}, note = '', expected = {} } = stored;
  const grads = Object.entries(stored.grads).map(
    ([x, grad]) => [roleOf(x), reference(grad)] as const,
  );
  return {
    ...{ name, family, op, attrs, data, flags, note, expected },
    rtol: stored.tolerance.rtol,
    rounded: stored.tolerance.ulps !== undefined,
    inputs: stored.inputs.map(reference),
    outputs: stored.outputs.map(reference),
    cotangents: stored.cotangent.map((c) => (c === null ? null : reference(c))),
    grads: new Map(grads),
    call: stored.torch ?? stored.jax ?? '',
  };
};

type Decoded<A> = E.Either<BoundaryError, A>;

const readIndex = (folder: string): Decoded<t.TypeOf<typeof Index>> => {
  const file = join(folder, 'index.json');
  return pipe(
    E.tryCatch(
      () => readFileSync(file, 'utf8'),
      (cause) => systemError(file, 'file', cause),
    ),
    E.chain((text) => parseObject(text, file, 'index')),
    E.chain(decodeWith(Index, file, 'index')),
  );
};

/** Every file that the cases name, opened once. */
const openFiles = (
  folder: string,
  stored: readonly Stored[],
): Decoded<ReadonlyMap<string, Tensors>> => {
  const names = [...new Set(stored.map(({ file }) => file))];
  return pipe(
    names,
    RA.traverse(E.Applicative)((name) =>
      pipe(
        readSafetensors(join(folder, name)),
        E.map((tensors) => [name, tensors] as const),
      ),
    ),
    E.map((opened) => new Map(opened)),
  );
};

export interface Selection {
  readonly family?: string | undefined;
  readonly op?: string | undefined;
}

const selectedBy =
  ({ family, op }: Selection) =>
  (stored: Stored): boolean =>
    (family === undefined || stored.family === family) && (op === undefined || stored.op === op);

/** The selected cases of a folder; what is wrong with index or files, else. */
export const readCases = (folder: string, selection: Selection = {}): Decoded<readonly Entry[]> =>
  pipe(
    readIndex(folder),
    E.map(({ cases }) => cases.filter(selectedBy(selection))),
    E.chain((stored) =>
      pipe(
        openFiles(folder, stored),
        E.map((files) =>
          stored.map((one) => ({
            ...{ name: one.name, family: one.family, op: one.op },
            read: () => caseOf(one, files.get(one.file)!),
          })),
        ),
      ),
    ),
  );
