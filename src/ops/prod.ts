/** The product over axes. */
import { scanValues } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { sizeOf } from '../types/shape.ts';
import { entries } from './parts.ts';
import { type Axes, type Keepdims, type Reduction, reduction } from './reduce.ts';
import { numbers } from './rules.ts';

/** `count` rows of x from `start` on. */
const rows = (x: Value, start: number, count: number): Value => entries(x, 0, start, count);

/** The product of n rows in pairs, pairs of pairs and so on. */
const tree = (x: Value, n: number): Value => {
  if (n === 1) return p.reshape(x, x.shape.slice(1));
  const half = n >> 1;
  const pairs = p.mul(rows(x, 0, half), rows(x, half, half));
  const odd = n % 2 === 1;
  return tree(odd ? p.concat([pairs, rows(x, n - 1, 1)], 0) : pairs, half + Number(odd));
};

/** The product of a number of rows that is not known yet, one after the other. */
const sequence = (x: Value, length: Dim): Value => {
  const one = p.fill(1, { shape: x.shape.slice(1), dtype: x.dtype });
  const { carry } = scanValues(([y], [row]) => [[p.mul(y!, row!)], []], [one], [x], { length });
  return carry[0]!;
};

/** No division: where a factor is 0, its derivative is still the product of the others. */
const prodOver = (x: Value, axes: readonly number[]): Value => {
  const rest = [...x.shape.keys()].filter((k) => !axes.includes(k));
  const shape = rest.map((k) => x.shape[k]!);
  const n = sizeOf(axes.map((k) => x.shape[k]!));
  const front = p.reshape(p.permute(x, [...axes, ...rest]), [n, ...shape]);
  if (typeof n === 'string') return sequence(front, n);
  return n === 0 ? p.fill(1, { shape, dtype: x.dtype }) : tree(front, n);
};

/**
 * prod_i x_i over the axes; of nothing 1. The derivative by x_i is the product of the others, right where factors are 0.
 * Shape: as of `sum`. NumPy, PyTorch: prod.
 */
export const prod = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): Reduction<'prod', I, Keep> => reduction('prod', numbers, prodOver, axes, options);
