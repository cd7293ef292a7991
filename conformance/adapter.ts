/**
 * Adapters: how the library expresses an operation of a case. A family is a record from operation names to functions
 * of a case that give an adapter of one of four kinds. README.md in families says how to write one.
 */
import type { Value } from '../src/core/node.ts';
import { isValue } from '../src/core/tensor.ts';
import type { Backend } from './backend.ts';
import type { Case } from './cases.ts';

/** A closed expression, evaluated by the backend, or numbers that stand as they are. */
export type Result = Value | ArrayLike<number>;

/** Inputs, in the order of the case, to outputs, in the order of the case. */
export type Program = (...inputs: readonly Value[]) => readonly Value[];

export type Adapter =
  /** a function of the inputs, which the runner differentiates */
  | {
      readonly kind: 'program';
      readonly run: Program;
      /** the backward pass is stated, and need not be the transpose of forward mode */
      readonly statedReverse?: boolean;
    }
  /** outputs, or expected numbers, by role */
  | {
      readonly kind: 'direct';
      readonly results: (backend: Backend) => Readonly<Record<string, Result>>;
    }
  /** random numbers, whose moments are expected */
  | { readonly kind: 'sample'; readonly draw: () => Value }
  /** an operation, or an option of one, that the library does not have */
  | { readonly kind: 'missing'; readonly what: string }
  /** what is a peculiarity of the program that made the case: named in the output, neither passed nor failed */
  | { readonly kind: 'left out'; readonly why: string };

export type AdapterOf = (c: Case) => Adapter;
export type Family = Readonly<Record<string, AdapterOf>>;

/** Calls f past the type checker, to which the shapes of cases are not known. */
export const call = (f: unknown, ...args: readonly unknown[]): unknown => {
  if (typeof f !== 'function') throw new TypeError('not a function');
  return f(...args);
};

/** The tensor that a call gave. */
export const tensor = (x: unknown): Value => {
  if (isValue(x)) return x;
  throw new TypeError('the operation gave no tensor');
};

/** A typed op, or layer, as a function of tensors of any shape. */
export const op =
  (f: unknown): ((...xs: readonly unknown[]) => Value) =>
  (...xs) =>
    tensor(call(f, ...xs));

/** A function that gives a tensor or a list of tensors. */
export const program = (f: unknown): Adapter => ({
  kind: 'program',
  run: (...xs) => {
    const y = call(f, ...xs);
    return Array.isArray(y) ? y.map(tensor) : [tensor(y)];
  },
});

/** A program whose gradients are what a rule says, as clipped ones are, and not those of its values. */
export const programWithStatedReverse = (f: unknown): Adapter => ({
  ...program(f),
  ...{ statedReverse: true },
});

export const direct = (
  results: (backend: Backend) => Readonly<Record<string, Result>>,
): Adapter => ({ kind: 'direct', results });

export const sample = (draw: () => unknown): Adapter => ({
  kind: 'sample',
  draw: () => tensor(draw()),
});

export const missing = (what: string): Adapter => ({ kind: 'missing', what });

export const leftOut = (why: string): Adapter => ({ kind: 'left out', why });

/** Operations of the library that take a case's inputs as they are, by the name of the case's operation. */
export const plain = (ops: Readonly<Record<string, unknown>>): Family =>
  Object.fromEntries(Object.entries(ops).map(([name, f]) => [name, () => program(f)]));
