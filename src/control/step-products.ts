/**
 * Sums of products over the steps of a loop: one product over the stacked operands in the place of one a step, whose
 * results would be added up in the carry.
 */
import type { Node, Tangent, Value } from '../core/node.ts';
import { type Dot, dot, dotPrimitive, freeAxes, permute, primitives } from '../prim/index.ts';
import { type Permute, permutePrimitive } from '../prim/view.ts';
import { addCotangents } from '../transform/index.ts';
import { isHalf } from '../types/dtype.ts';

/** A product of values of a step, seen through permutations of its axes. */
interface Product {
  readonly node: Node<Dot>;
  readonly result: Value;
}

/** What a step adds to a sum: products, whose operands are stacked, and the rest, which is carried. */
export interface Addends {
  readonly products: readonly Product[];
  readonly other: Tangent;
}

const isNode = <P>(n: Node, p: Node<P>['primitive']): n is Node<P> => n.primitive === p;

const productOf = (result: Value): Product | null => {
  let { node } = result;
  while (isNode<Permute>(node, permutePrimitive)) node = node.inputs[0]!.node;
  return isNode<Dot>(node, dotPrimitive) ? { node, result } : null;
};

/** Whether stacking pays: both operands change with the step, and each is smaller than what they make. */
const isOuter = ({ node }: Product, invariant: ReadonlySet<Value>): boolean =>
  node.inputs.every(
    (v, k) =>
      !invariant.has(v) &&
      !isHalf(v.dtype) &&
      freeAxes(v.shape.length, node.params.contract[k]!, node.params.batch[k]!).length > 0,
  );

export const addendsOf = (sum: Tangent, invariant: ReadonlySet<Value>): Addends => {
  if (sum === null) return { products: [], other: null };
  if (sum.node.primitive === primitives.add) {
    const [a, b] = sum.node.inputs.map((v) => addendsOf(v, invariant));
    const products = [...a!.products, ...b!.products];
    return products.length === 0
      ? { products, other: sum }
      : { products, other: addCotangents(a!.other, b!.other) };
  }
  const product = productOf(sum);
  return product !== null && isOuter(product, invariant)
    ? { products: [product], other: null }
    : { products: [], other: sum };
};

/** The values of a step that products read, each once. */
export const operandsOf = (sums: readonly Addends[]): readonly Value[] => [
  ...new Set(sums.flatMap((s) => s.products.flatMap((p) => p.node.inputs))),
];

const after = (axes: readonly number[]): readonly number[] => axes.map((k) => k + 1);

/** The product summed over all steps, whose operands `at` gives with the steps as their first axis. */
const overSteps = ({ node, result }: Product, at: (v: Value) => Value): Value => {
  const { contract, batch } = node.params;
  const [x, y] = node.inputs.map(at);
  const total = dot(x!, y!, {
    contract: [
      [0, ...after(contract[0])],
      [0, ...after(contract[1])],
    ],
    batch: [after(batch[0]), after(batch[1])],
  });
  return permuted(total, result);
};

/** As `result` sees the node under its permutations. */
const permuted = (total: Value, { node }: Value): Value =>
  isNode<Permute>(node, permutePrimitive)
    ? permute(permuted(total, node.inputs[0]!), node.params.perm)
    : total;

/** `carried`, to which the products of all steps are added. */
export const totalOf = (
  carried: Tangent,
  { products }: Addends,
  at: (v: Value) => Value,
): Tangent => products.reduce<Tangent>((sum, p) => addCotangents(sum, overSteps(p, at)), carried);
