/** Einstein summation, lowered to sums, products and contractions, from the left operand to the right. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ret } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { Float } from '../types/dtype.ts';
import { type Einsum, type Equation, einsumEquation, type Shape } from '../types/shape.ts';
import { type AllOk, type FirstDType, type SameDTypes, type Shapes, sameDTypes } from './lists.ts';
import { floats } from './rules.ts';

/** A value whose axes are letters. */
interface Term {
  readonly value: Value;
  readonly letters: readonly string[];
}
type Letters = ReadonlySet<string>;

const places = (of: readonly string[], letters: readonly string[]): readonly number[] =>
  of.map((letter) => letters.indexOf(letter));

/** The term without one axis, k, whose letter stands at an earlier axis too: what is off the diagonal is 0, and summed. */
const diagonal = ({ value, letters }: Term, k: number): Term => {
  const first = letters.indexOf(letters[k]!);
  const on = p.equal(p.iota(value.shape, first), p.iota(value.shape, k));
  return {
    value: p.reduceSum(p.select(on, value, p.zeros(value)), [k]),
    letters: letters.toSpliced(k, 1),
  };
};
const distinct = (term: Term): Term => {
  const k = term.letters.findIndex((letter, i) => term.letters.indexOf(letter) < i);
  return k < 0 ? term : distinct(diagonal(term, k));
};

/** The term summed over the letters that nothing else reads. */
const summed = ({ value, letters }: Term, keep: Letters): Term => {
  const gone = letters.filter((letter) => !keep.has(letter));
  return {
    value: p.reduceSum(value, places(gone, letters)),
    letters: letters.filter((letter) => keep.has(letter)),
  };
};

/** The term over the axes `to`, which include its own. */
const spread = ({ value, letters }: Term, to: readonly string[], shape: readonly Dim[]): Value => {
  const at = places(letters, to);
  const order = [...at.keys()].sort((i, k) => at[i]! - at[k]!);
  return p.broadcast(
    p.permute(value, order),
    shape,
    order.map((i) => at[i]!),
  );
};

/** a_i b_i with no sum: a contraction of nothing would be many tiny matrix products. */
const product = (a: Term, b: Term): Term => {
  const extra = b.letters.filter((letter) => !a.letters.includes(letter));
  const letters = [...a.letters, ...extra];
  const shape = [...a.value.shape, ...places(extra, b.letters).map((k) => b.value.shape[k]!)];
  return { value: p.mul(spread(a, letters, shape), spread(b, letters, shape)), letters };
};

/** The product of two terms, summed over the letters that they share and nothing else reads. */
const contract = (a: Term, b: Term, keep: Letters): Term => {
  const shared = a.letters.filter((letter) => b.letters.includes(letter));
  const gone = shared.filter((letter) => !keep.has(letter));
  if (gone.length === 0) return product(a, b);
  const batch = shared.filter((letter) => keep.has(letter));
  const free = ({ letters }: Term): readonly string[] =>
    letters.filter((letter) => !shared.includes(letter));
  return {
    value: p.dot(a.value, b.value, {
      contract: [places(gone, a.letters), places(gone, b.letters)],
      batch: [places(batch, a.letters), places(batch, b.letters)],
    }),
    letters: [...batch, ...free(a), ...free(b)],
  };
};

/** Without the axes of size 1 of an ellipsis that another operand repeats: no letter, no axis. */
const narrowed = (term: Term, sizes: Equation['sizes']): Term => {
  const kept = term.letters.filter((letter, k) => sizes.get(letter) === term.value.shape[k]);
  if (kept.length === term.letters.length) return term;
  const shape = places(kept, term.letters).map((k) => term.value.shape[k]!);
  return { value: p.reshape(term.value, shape), letters: kept };
};

const evaluate = (xs: readonly Value[], { inputs: given, output, sizes }: Equation): Value => {
  const narrow = xs.map((value, i) => narrowed({ value, letters: given[i]! }, sizes));
  const inputs = narrow.map(({ letters }) => letters);
  const terms = narrow.map(distinct);
  /** what the output and the operands other than those from `from` up to `to` read */
  const readOutside = (from: number, to: number): Letters =>
    new Set([...output, ...[...inputs.slice(0, from), ...inputs.slice(to)].flat()]);
  const alone = terms.map((term, i) => summed(term, readOutside(i, i + 1)));
  const [first, ...rest] = alone;
  const all = rest.reduce((a, b, i) => contract(a, b, readOutside(0, i + 2)), first!);
  return p.permute(all.value, places(output, all.letters));
};

/** R for floats, else the sentence; all operands have the dtype of the first. */
type OfFloats<T extends readonly AnyTensor[], R> =
  FirstDType<T> extends Float ? R : `einsum: needs a float tensor, got ${FirstDType<T>['dtype']}`;

/**
 * Einstein summation: einsum('bij,bjk->bik', a, b). Every letter is an axis; letters that the output lacks are summed
 * over. A letter repeated in one operand is its diagonal. '...' stands for the axes that are left, which broadcast. Without
 * '->' the output is '...' and the letters that stand once, sorted. NumPy, PyTorch, JAX: einsum.
 */
export function einsum<const Eq extends string, T extends readonly AnyTensor[]>(
  equation: Eq,
  ...xs: AllOk<T, SameDTypes<T, 'einsum', OfFloats<T, Einsum<Eq, Shapes<T>>>>>
): Ret<Einsum<Eq, Shapes<T>>, FirstDType<T>>;
export function einsum(equation: string, ...xs: readonly Value[]): Value {
  must(sameDTypes(xs, 'einsum', []));
  const shapes: readonly Shape[] = xs.map((x) => floats('einsum', x).shape);
  const read = einsumEquation(equation, shapes);
  if (typeof read === 'string') throw new ShapeError(read);
  return evaluate(xs, read);
}
