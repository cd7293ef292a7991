/** One shape for everything that can be wrong with input from outside, and the sentence that says it. */

/** What was wrong: `file` and `field` say where, `expected` and `actual` say what. */
export interface BoundaryError {
  readonly file: string;
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
  /** further errors found in the same input */
  readonly more?: readonly BoundaryError[];
}

/** One error, from its four parts. */
export const boundaryError = (
  file: string,
  field: string,
  expected: string,
  actual: string,
): BoundaryError => ({ file, field, expected, actual });

/** The error and all those collected with it, in the order found. */
export const listErrors = ({ more = [], ...first }: BoundaryError): readonly BoundaryError[] => [
  first,
  ...more.flatMap(listErrors),
];

/** One error out of several; `first` leads. */
export const collectErrors = (
  first: BoundaryError,
  others: readonly BoundaryError[],
): BoundaryError => {
  const [head = first, ...more] = [first, ...others].flatMap(listErrors);
  return more.length === 0 ? head : { ...head, more };
};

/** `file: field: expected X, got Y`, one line for each error. */
export const explain = (error: BoundaryError): string =>
  listErrors(error)
    .map((e) => `${e.file}: ${e.field}: expected ${e.expected}, got ${e.actual}`)
    .join('\n');

const SYSTEM: Readonly<Record<string, readonly [expected: string, actual: string]>> = {
  ENOENT: ['an existing path', 'no such file or folder'],
  EACCES: ['permission to access it', 'permission denied'],
  EPERM: ['permission to access it', 'operation not permitted'],
  EROFS: ['a writable file system', 'a read-only file system'],
  EISDIR: ['a file', 'a folder'],
  ENOTDIR: ['folders along the path', 'a file in place of a folder'],
  EEXIST: ['a path that does not exist yet', 'an existing file or folder'],
  ENOSPC: ['room on the device', 'a full device'],
};

const hasCode = (cause: unknown): cause is { readonly code: string } =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string';

/** The refusal of the operating system, as a boundary error. */
export const systemError = (file: string, field: string, cause: unknown): BoundaryError => {
  const known = hasCode(cause) ? SYSTEM[cause.code] : undefined;
  const [expected, actual] = known ?? ['a working file operation', String(cause)];
  return boundaryError(file, field, expected, actual);
};
