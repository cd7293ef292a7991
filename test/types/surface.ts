/** The functions and layers that `typegrad` exports, by name; members of `layer`, `spec` and `tree` as 'layer.dense'. */
import * as typegrad from '../../src/index.ts';

/** Exports whose members are the functions. */
export const OPENED: readonly string[] = ['layer', 'spec', 'tree'];

const isError = (value: unknown): boolean =>
  typeof value === 'function' && value.prototype instanceof Error;
/** `tree` gives the dtypes' specifications out again. */
const isAgain = (name: string, value: unknown): boolean =>
  new Map<string, unknown>(Object.entries(typegrad)).get(name) === value;

const namesOf = ([name, value]: readonly [string, unknown]): readonly string[] => {
  if (!OPENED.includes(name)) return isError(value) ? [] : [name];
  return Object.entries(value ?? {})
    .filter((member) => !isAgain(...member))
    .map(([member]) => `${name}.${member}`);
};

/** Every name that is covered by cases and by budgets. */
export const surface: readonly string[] = Object.entries(typegrad).flatMap(namesOf);
