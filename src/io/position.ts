/** How far a training run has come, as its checkpoint says it. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import type { BoundaryError } from '../core/boundary.ts';
import { decodeWith, parseObject, Size } from './codec.ts';

/** Sums over the samples of some batches. */
export interface Sums {
  readonly loss: number;
  readonly correct: number;
  readonly count: number;
}

/** With the state of its learner, all that a run needs to go on as if it had not stopped. */
export interface Position {
  /** the epoch that is under way, from 1 */
  readonly epoch: number;
  /** steps of it that are done */
  readonly step: number;
  /** what these steps have measured */
  readonly seen: Sums;
}

const Epoch = new t.Type<number, number, unknown>(
  'a whole number >= 1',
  (u): u is number => Size.is(u) && u >= 1,
  (u, c) => (Size.is(u) && u >= 1 ? t.success(u) : t.failure(u, c)),
  t.identity,
);
const PositionCodec: t.Type<Position, unknown> = t.type({
  epoch: Epoch,
  step: Size,
  seen: t.type({ loss: t.number, correct: Size, count: Size }),
});

/** The position that `JSON.stringify` wrote; errors name the field of the file that it stands in. */
export const parsePosition = (
  text: string,
  file: string,
  field: string,
): E.Either<BoundaryError, Position> =>
  pipe(parseObject(text, file, field), E.chain(decodeWith(PositionCodec, file, field)));
