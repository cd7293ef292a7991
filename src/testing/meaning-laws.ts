/**
 * The laws of meaning, types and text: each takes a graph and data and answers with the first violation in words, or
 * undefined. They hold for every primitive and, because they compose, for every program.
 */
import { callPrimitive, condPrimitive, scanPrimitive, whilePrimitive } from '../control/index.ts';
import { check } from '../core/check.ts';
import { sizeOf } from '../core/layout.ts';
import type { Graph, Primitive } from '../core/node.ts';
import { parse } from '../core/parse.ts';
import { print } from '../core/print.ts';
import type { Strided } from '../core/strided.ts';
import { describe } from '../core/type.ts';
import { primitives } from '../prim/index.ts';
import { type Args, apart, elements, evaluate, firstOf, type Verdict } from './arrays.ts';

/** All primitives by name, the regions among them. */
export const everyPrimitive: Readonly<Record<string, Primitive>> = {
  ...primitives,
  call: callPrimitive,
  scan: scanPrimitive,
  cond: condPrimitive,
  while: whilePrimitive,
};

/** The results of two graphs at the same arguments, equal up to `relative` of each element's size. */
export const sameMeaning = (a: Graph, b: Graph, args: Args, relative = 0): Verdict => {
  const want = evaluate(b, args);
  return firstOf(evaluate(a, args), (x, i) =>
    apart(`result ${i}`, elements(x), elements(want[i]!), (w) => relative * (1 + Math.abs(w))),
  );
};

/** Whether every element that the strides address is there; views may show one element many times. */
const inside = (x: Strided): boolean => {
  if (sizeOf(x.shape) === 0) return true;
  const ends = x.shape.map((d, k) => (d - 1) * x.strides[k]!);
  const end = (sign: number): number =>
    ends.filter((e) => e * sign > 0).reduce((a, b) => a + b, x.offset);
  return end(-1) >= 0 && end(1) < x.data.length;
};

/** Every node passes its own rule, and the inferred types are those of what evaluation gives. */
export const shapeLaw = (g: Graph, args: Args): Verdict => {
  check(g, { specialised: true });
  return firstOf(evaluate(g, args), (x, i) => {
    const want = describe(g.results[i]!);
    if (describe(x) !== want) return `result ${i} is ${describe(x)}, inferred ${want}`;
    return inside(x) ? undefined : `result ${i} reaches past its ${x.data.length} elements`;
  });
};

/** parse(print(g)) is g. */
export const textLaw = (g: Graph, args: Args): Verdict => {
  const text = print(g);
  const parsed = check(parse(text, everyPrimitive));
  if (print(parsed) !== text.replaceAll(/ rules: [\w ]+$/gm, '')) {
    return `${text}\nis parsed as\n${print(parsed)}`;
  }
  return sameMeaning(parsed, g, args);
};
