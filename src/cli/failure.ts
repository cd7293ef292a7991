/** The ways in which a run ends early, carried as exceptions to where the exit code is decided. */
import * as E from 'fp-ts/lib/Either.js';
import type { BoundaryError } from '../core/boundary.ts';

/** Input that was refused. */
export class Refused extends Error {
  override readonly name: string = 'Refused';
  readonly error: BoundaryError;
  constructor(error: BoundaryError) {
    super(error.field);
    this.error = error;
  }
}
/** Input that was understood and is wrong; all that is to be said of it has been said. */
export class Faulty extends Error {
  override readonly name: string = 'Faulty';
}
/** The user asked to stop; the message says what was kept. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
}

/** The value, or Refused. */
export const must = <A>(result: E.Either<BoundaryError, A>): A => {
  if (E.isLeft(result)) throw new Refused(result.left);
  return result.right;
};

/** The task's value, or Refused. */
export const need = async <A>(task: () => Promise<E.Either<BoundaryError, A>>): Promise<A> =>
  must(await task());
