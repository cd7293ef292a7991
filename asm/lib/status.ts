/**
 * The status word of kernels whose inputs may be out of range: 1 + the position of the first one
 * found.
 */

export function report(status: usize, position: i32): void {
  if (load<i32>(status) == 0) store<i32>(status, 1 + position);
}
