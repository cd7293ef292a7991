/** Arbitraries of tensors: data of a shape, inside the domain of a function, that shrink element by element. */
import fc from 'fast-check';
import { sizeOf } from '../core/layout.ts';
import type { Graph, Value } from '../core/node.ts';
import { exact, type Strided, strided } from '../core/strided.ts';
import type { NdArray, Writable } from '../core/tensor.ts';
import { describe, type TensorType } from '../core/type.ts';
import { ndarray } from '../ops/index.ts';
import { type DTypeName, type DTypeOf, DTypes } from '../types/dtype.ts';
import type { Args } from './arrays.ts';
import { anyOf, type Domain } from './domains.ts';
import { choices, chosen, pool } from './random.ts';

/** What the elements of a tensor are. */
export interface TensorOptions<N extends DTypeName = DTypeName> {
  /** f32 if absent */
  readonly dtype?: { readonly dtype: N };
  /** where the elements lie; for floats 0.3 to 2 with either sign if absent */
  readonly domain?: Domain;
}

/** Elements of a domain; no domain draws more than twice for one of them. */
const elementsIn = (domain: Domain, size: number): fc.Arbitrary<readonly number[]> =>
  choices(2 * size).map((numbers) => domain(chosen(numbers), size));

/** Shown in reports as `f32 [2]: 1, -0.5`. */
const shown = <T extends Value>(value: T, data: readonly number[]): T =>
  Object.defineProperty(value, fc.toStringMethod, {
    value: () => `${describe(value)}: ${data.join(', ')}`,
  });

/**
 * Tensors of one shape, or of the shapes of an arbitrary, with elements from a domain. A failing tensor shrinks element
 * by element to the domain's simplest, and its shape as its own arbitrary does. To give several arguments one size:
 * `fc.integer({ min: 1, max: 4 }).chain((n) => fc.tuple(tensorOf([n]), tensorOf([n, 3])))`.
 */
export function tensorOf<const S extends readonly number[], N extends DTypeName = 'f32'>(
  shape: S,
  options?: TensorOptions<N>,
): fc.Arbitrary<NdArray<Writable<S>, DTypeOf[N]>>;
export function tensorOf<N extends DTypeName = 'f32'>(
  shape: fc.Arbitrary<readonly number[]>,
  options?: TensorOptions<N>,
): fc.Arbitrary<NdArray<readonly number[], DTypeOf[N]>>;
export function tensorOf(
  shape: readonly number[] | fc.Arbitrary<readonly number[]>,
  options: TensorOptions = {},
): fc.Arbitrary<Value> {
  const { dtype = DTypes.f32, domain = anyOf(dtype.dtype) } = options;
  const made = (sizes: readonly number[], data: readonly number[]): Value =>
    shown(ndarray(sizes, dtype, data), data);
  if (!(shape instanceof fc.Arbitrary)) {
    return elementsIn(domain, sizeOf(shape)).map((data) => made(shape, data));
  }
  // not the elements of this shape, but numbers for any: they stay the same while the shape shrinks
  return fc
    .tuple(shape, pool)
    .map(([sizes, numbers]) => made(sizes, domain(chosen(numbers), sizeOf(sizes))));
}

const arrayOf = ({ shape, dtype }: TensorType, domain: Domain): fc.Arbitrary<Strided> => {
  const sizes = shape.map(Number);
  return elementsIn(domain, sizeOf(sizes)).map((numbers) => {
    const data = exact.alloc(dtype, numbers.length);
    data.set(numbers);
    return strided(dtype, sizes, data);
  });
};

/** Arguments of a graph whose sizes are numbers, each from its domain. */
export const argsOf = (g: Graph, domains: readonly Domain[]): fc.Arbitrary<Args> =>
  fc.tuple(...g.params.map((p, i) => arrayOf(p, domains[i]!)));
