/** Attributes of a case as the library's arguments. */
import type { Attrs } from './cases.ts';

/** A number; Python's 'inf' and '-inf' stand for infinities. */
const number = (x: unknown): number => Number(String(x).replace(/inf$/, 'Infinity'));
export const numberOf = (attrs: Attrs, name: string): number => number(attrs[name]);
export const flagOf = (attrs: Attrs, name: string): boolean => attrs[name] === true;

/** A list of numbers; undefined where the case says null, or nothing. */
export const numbersOf = (attrs: Attrs, name: string): readonly number[] | undefined => {
  const given = attrs[name];
  return Array.isArray(given) ? given.map(Number) : undefined;
};

/** A list of numbers, for which a number stands as a list of one. */
export const listOf = (attrs: Attrs, name: string): readonly number[] =>
  [attrs[name]].flat().map(Number);

/** A list of lists of numbers. */
export const rowsOf = (attrs: Attrs, name: string): readonly (readonly number[])[] =>
  [attrs[name]].flat().map((row) => [row].flat().map(Number));
