/** A shape rule as data: its type, its function, and random operands for both. */
import type { Draw } from './draw.ts';

/** One application: the type's text, what the function gives, and the same type with operands less known. */
export interface Application {
  readonly rule: string;
  readonly type: string;
  readonly result: unknown;
  /** the type with some known sizes, or whole ranks, left to the run time */
  readonly dynamic: readonly string[];
}
export interface Rule {
  readonly name: string;
  apply(d: Draw): Application;
}

const object = (x: object): string =>
  `{ ${Object.entries(x)
    .map(([k, v]) => `${JSON.stringify(k)}: ${literal(v)}`)
    .join('; ')} }`;
/** A value as a type; null is `never`. */
export const literal = (x: unknown): string => {
  if (x === null) return 'never';
  if (Array.isArray(x)) return `[${x.map(literal).join(', ')}]`;
  return typeof x === 'object' ? object(x) : JSON.stringify(x);
};

const list = (texts: readonly string[]): string => `[${texts.join(', ')}]`;
/** A shape, or shapes in a list, with known sizes that only the run time knows. */
const blurred = (d: Draw, x: unknown): string =>
  Array.isArray(x)
    ? list(x.map((v) => blurred(d, v)))
    : typeof x === 'number' && d.chance(0.5)
      ? 'number'
      : literal(x);
/** A shape, or shapes in a list, of ranks that only the run time knows. */
const unranked = (x: unknown): string =>
  Array.isArray(x) && x.some(Array.isArray) ? list(x.map(unranked)) : 'Dim[]';

type Operands = readonly unknown[];

/**
 * The rule of a type `X<...operands>` and of a function of the same operands. `shapes` says which of them are shapes;
 * where none is said, all sizes are known to the compiler.
 */
export const rule = <A extends Operands>(
  name: string,
  run: (...operands: A) => unknown,
  operands: (d: Draw) => [...A],
  shapes: readonly number[] = [],
  type: (...texts: readonly string[]) => string = (...texts) => `X.${name}<${texts.join(', ')}>`,
): Rule => ({
  name,
  apply: (d) => {
    const given = operands(d);
    const texts = given.map(literal);
    const some = (f: (x: unknown) => string, of: readonly number[]): string =>
      type(...given.map((x, i) => (of.includes(i) ? f(x) : texts[i]!)));
    const one = shapes.length === 0 ? [] : [d.pick(shapes)];
    return {
      rule: name,
      type: type(...texts),
      result: run(...given),
      dynamic: shapes.length === 0 ? [] : [some((x) => blurred(d, x), shapes), some(unranked, one)],
    };
  },
});
