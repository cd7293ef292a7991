/** The errors of the library. Shapes and dtypes that do not fit are programming errors: they throw. */

/** A shape that breaks an op's rule; the message is the sentence that the type checker shows. */
export class ShapeError extends TypeError {
  override readonly name: string = 'ShapeError';
}
/** A dtype that an op does not take. */
export class DTypeError extends TypeError {
  override readonly name: string = 'DTypeError';
}
/** A donated array used after the call that took it. */
export class DonatedError extends Error {
  override readonly name: string = 'DonatedError';
}
/** A derivative that does not exist; the message names the op and the way out. */
export class NotDifferentiableError extends TypeError {
  override readonly name: string = 'NotDifferentiableError';
}
/** An index outside the axis that it points into. */
export class IndexError extends RangeError {
  override readonly name: string = 'IndexError';
}
/** A program that needs more memory than there is. */
export class MemoryError extends RangeError {
  override readonly name: string = 'MemoryError';
}
/** A NaN or an infinity found by the debug mode; the message names op and path. */
export class NonFiniteError extends RangeError {
  override readonly name: string = 'NonFiniteError';
}
/** A graph that a pass has broken: a defect of the library, never of a user's program. */
export class GraphError extends Error {
  override readonly name: string = 'GraphError';
}
/** A kernel that has stopped in the middle, as only a defect of the library makes it; the message names op and path. */
export class KernelError extends Error {
  override readonly name: string = 'KernelError';
}
