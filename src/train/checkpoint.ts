/** A run that is under way as one safetensors file: everything that it needs to go on to the same bits. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';
import { type Metadata, type Position, parsePosition } from '../io/index.ts';
import type { Arrays } from '../tree/index.ts';
import { decodeTree, saveParams } from './weights.ts';

/** What a file of a run under way holds. */
export interface Checkpoint<S> {
  readonly state: S;
  readonly position: Position;
  /** what else the writer says of the run */
  readonly about: Metadata;
}

/** A checkpoint as the bytes of a safetensors file; the position stands in its metadata. */
export const saveCheckpoint = ({ state, position, about }: Checkpoint<unknown>): Uint8Array =>
  saveParams(state, { ...about, position: JSON.stringify(position) });

const positionOf = ({ position }: Metadata, file: string): E.Either<BoundaryError, Position> =>
  position === undefined
    ? E.left(boundaryError(file, 'metadata.position', 'where the run stands', 'nothing'))
    : parsePosition(position, file, 'metadata.position');

/** The checkpoint in a file, whose state must have the form of `like` exactly. */
export const loadCheckpoint = <S>(
  like: S,
  bytes: Uint8Array,
  file: string,
): E.Either<BoundaryError, Checkpoint<Arrays<S>>> =>
  pipe(
    decodeTree(like, bytes, file),
    E.chain(({ tree: state, metadata: about }) =>
      pipe(
        positionOf(about, file),
        E.map((position) => ({ state, position, about })),
      ),
    ),
  );
