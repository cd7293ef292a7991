/** Concrete values for tests of single programs: constants, and what a graph makes of them. */
import { trace } from '../../src/core/graph.ts';
import type { TensorType, Value } from '../../src/core/node.ts';
import { exact, rounded, strided } from '../../src/core/strided.ts';
import { evaluateGraph } from '../../src/transform/index.ts';
import { type DTypeName, DTypes } from '../../src/types/dtype.ts';
import { type Args, elements } from './laws.ts';

type Function = (...xs: readonly Value[]) => readonly Value[];

/** An array of the exact reference. */
export const array = (
  data: readonly number[],
  shape: readonly number[] = [data.length],
  dtype: DTypeName = 'f32',
): Args[number] => {
  const out = exact.alloc(DTypes[dtype], data.length);
  out.set(data);
  return strided(DTypes[dtype], shape, out);
};

export const scalar = (x: number, dtype: DTypeName = 'f32'): Args[number] => array([x], [], dtype);

/** The elements of all results of f at these arrays. */
export const run = (f: Function, ...args: Args): readonly (readonly number[])[] =>
  evaluateGraph(trace(f, args), args, exact).map(elements);

/** As `run`, every node rounded to its dtype. */
export const runRounded = (f: Function, ...args: Args): readonly (readonly number[])[] =>
  evaluateGraph(trace(f, args), args, rounded).map((x) => elements(x));

export const f32 = (...shape: readonly number[]): TensorType => ({ dtype: DTypes.f32, shape });
