/** Identities that hold bit for bit: a product with one, a choice known in advance, arithmetic of literals. */
import type { Primitive, Value } from '../core/node.ts';
import { constantOf, fill, primitives } from '../prim/index.ts';

/** The number that every element is, when the graph says so; null otherwise. */
export const literalOf = (v: Value): number | null => {
  let at = v;
  while (at.node.primitive.lower.kind === 'view' && at.node.primitive !== primitives.bitcast) {
    at = at.node.inputs[0]!;
  }
  const data = constantOf(at)?.data;
  return typeof data === 'number' ? data : null;
};

type Fold = (a: number, b: number) => number;
const FOLDS: ReadonlyMap<Primitive, Fold> = new Map<Primitive, Fold>([
  [primitives.neg, (a) => -a],
  [primitives.add, (a, b) => a + b],
  [primitives.mul, (a, b) => a * b],
  [primitives.div, (a, b) => a / b],
  // rounded to f64 first, the root is still the nearest f32
  [primitives.sqrt, (a) => Math.sqrt(a)],
]);

const rounded = (x: Value): ((n: number) => number) | null => {
  if (x.dtype.dtype === 'f32') return Math.fround;
  return x.dtype.dtype === 'f64' ? (n) => n : null;
};

/** Arithmetic of literals, rounded as the program would round it. */
const folded = (p: Primitive, inputs: readonly Value[]): Value | null => {
  const fold = FOLDS.get(p);
  const round = fold === undefined ? null : rounded(inputs[0]!);
  if (fold === undefined || round === null) return null;
  const [a, b = 0] = inputs.map(literalOf);
  if (a == null || b === null) return null;
  return fill(round(fold(round(a), round(b))), inputs[0]!);
};

/** The value that an application is equal to, or null. */
export const identity = (p: Primitive, inputs: readonly Value[]): Value | null => {
  const [x, y] = inputs;
  if (p === primitives.mul && literalOf(y!) === 1) return x!;
  if (p === primitives.mul && literalOf(x!) === 1) return y!;
  if (p === primitives.div && literalOf(y!) === 1) return x!;
  if (p === primitives.neg && x!.node.primitive === primitives.neg) return x!.node.inputs[0]!;
  return folded(p, inputs);
};
