/** `typegrad inspect`: what a safetensors file holds, tensor by tensor. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';
import {
  decode,
  hashTensors,
  type Metadata,
  readWhole,
  type Safetensors,
  type TensorData,
} from '../io/index.ts';
import { need } from './failure.ts';
import { printableError } from './printable.ts';
import { type Statistics, statistics } from './statistics.ts';

/** One tensor; `bytes` of its numbers in the file, `statistics` of floats only. */
export interface TensorInspection {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  readonly statistics: Statistics | null;
}

/** Sums over all tensors. */
export interface Totals {
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
  readonly nonFinite: number;
}

/** What a file holds; tensors and metadata are sorted by name. */
export interface Inspection {
  readonly file: string;
  readonly tensors: readonly TensorInspection[];
  readonly totals: Totals;
  readonly metadata: Metadata;
  /** of the tensors alone, as a run reports it: the same weights under other metadata have the same one */
  readonly weightsSha256: string;
}

const orNull = t.union([t.number, t.null]);

export const InspectionCodec: t.Type<Inspection> = t.type({
  file: t.string,
  tensors: t.readonlyArray(
    t.type({
      name: t.string,
      dtype: t.string,
      shape: t.readonlyArray(t.number),
      elements: t.number,
      bytes: t.number,
      statistics: t.union([
        t.type({ min: orNull, max: orNull, mean: orNull, std: orNull, nonFinite: t.number }),
        t.null,
      ]),
    }),
  ),
  totals: t.type({ tensors: t.number, elements: t.number, bytes: t.number, nonFinite: t.number }),
  metadata: t.record(t.string, t.string),
  weightsSha256: t.string,
});

const byName = <A>(entries: Iterable<readonly [string, A]>): readonly (readonly [string, A])[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

const inspectTensor = ([name, tensor]: readonly [string, TensorData]): TensorInspection => ({
  name,
  dtype: tensor.dtype,
  shape: tensor.shape,
  elements: tensor.data.length,
  bytes: tensor.data.byteLength,
  statistics: statistics(tensor),
});

const totalsOf = (tensors: readonly TensorInspection[]): Totals => {
  const sum = (f: (tensor: TensorInspection) => number): number =>
    tensors.reduce((total, tensor) => total + f(tensor), 0);
  return {
    tensors: tensors.length,
    elements: sum((tensor) => tensor.elements),
    bytes: sum((tensor) => tensor.bytes),
    nonFinite: sum((tensor) => tensor.statistics?.nonFinite ?? 0),
  };
};

/** JSON can escape half a character, UTF-8 cannot hold it: such a name has no bytes to hash. */
const checkNames = (saved: Safetensors, file: string): E.Either<BoundaryError, Safetensors> => {
  const bad = [...saved.tensors.keys()].find((name) => /\p{Surrogate}/u.test(name));
  return bad === undefined
    ? E.right(saved)
    : E.left(boundaryError(file, `tensor '${bad}'`, 'a name in Unicode', 'half a surrogate pair'));
};

const inspect = (file: string, { tensors, metadata }: Safetensors): Inspection => {
  const inspected = byName(tensors).map(inspectTensor);
  return {
    file,
    tensors: inspected,
    totals: totalsOf(inspected),
    metadata: Object.fromEntries(byName(Object.entries(metadata))),
    weightsSha256: hashTensors(tensors),
  };
};

/** Reads a safetensors file; throws Refused, with printable words, where it is damaged or absent. */
export const inspectFile = (file: string): Promise<Inspection> =>
  need(
    pipe(
      readWhole(file),
      TE.chainEitherK((bytes) => decode(bytes, file)),
      TE.chainEitherK((saved) => checkNames(saved, file)),
      TE.bimap(printableError, (saved) => inspect(file, saved)),
    ),
  );
