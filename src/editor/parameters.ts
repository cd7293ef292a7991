/** Counts the numbers in the trees of tensors that types are. */
import { addDim } from '../types/dim.ts';
import type { Program } from './program.ts';
import { elementsOf, type Size, tensorIn } from './tensor-text.ts';

export interface Counter<N, T> {
  /** in a tree of tensors, or of what a network learns */
  readonly of: (type: T) => Size;
  /** in the trees that the arguments of a stage are */
  readonly carried: (stage: N) => Size;
}

const sum = (sizes: readonly Size[]): Size =>
  sizes.reduce<Size>((a, b) => (a === null || b === null ? null : addDim(a, b)), 0);

/** Objects, tuples and named interfaces, as they are printed; functions and unions are no trees. */
const TREE = /^(\{ .*\}|(readonly )?\[.*\]|[A-Z]\w*(<.*>)?)$/s;
const FUNCTION = /=>|^(Seq|Layer)</;
const NETWORK = /^(Stateful)?Net</;
/** Deeper or wider objects are no parameters, but the world around them. */
const DEEPEST = 8;
const WIDEST = 256;

const isTree = (text: string): boolean => TREE.test(text) && !FUNCTION.test(text);

const countIn = <N, T>(program: Program<N, T>, type: T, depth: number): Size => {
  const text = program.show(type);
  const tensor = tensorIn(text);
  if (tensor !== undefined) return elementsOf(tensor);
  if (!isTree(text) || depth > DEEPEST) return 0;
  const members = program.members(type);
  const list = members.some(([name]) => name === 'length');
  const own = list ? members.filter(([name]) => /^\d+$/.test(name)) : members;
  return own.length > WIDEST
    ? 0
    : sum(own.map(([, member]) => countIn(program, member, depth + 1)));
};

/** A tensor by itself is data; a tree of them is what is learned. */
const treeSize = <N, T>(program: Program<N, T>, type: T): Size => {
  const text = program.show(type);
  if (tensorIn(text) !== undefined) return 0;
  const params = NETWORK.test(text) ? program.typeArguments(type)[2] : type;
  return params === undefined ? 0 : countIn(program, params, 0);
};

/** The values of constants by name, of the whole file. */
const valuesIn = <N, T>(program: Program<N, T>): ReadonlyMap<string, N> => {
  const values = new Map<string, N>();
  const visit = (node: N): void => {
    const { name, value } = program.constant(node) ?? {};
    if (name !== undefined && value !== undefined)
      values.set(program.text.slice(program.start(name), program.end(name)), value);
    program.children(node).forEach(visit);
  };
  visit(program.root);
  return values;
};

/** Counts for one program; a type that is asked for again is not walked again. */
export const parameterCounter = <N, T>(program: Program<N, T>): Counter<N, T> => {
  const values = valuesIn(program);
  const known = new Map<T, Size>();
  const of = (type: T): Size => {
    const size = known.get(type) ?? treeSize(program, type);
    known.set(type, size);
    return size;
  };
  const own = (node: N): Size => {
    const type = program.typeAt(node);
    return type === undefined ? 0 : of(type);
  };
  const carriedBy = (node: N, seen: readonly N[]): Size => {
    if (seen.includes(node)) return 0;
    const call = program.call(node);
    const next = [...seen, node];
    if (call !== undefined)
      return sum(call.args.map((arg) => (own(arg) === 0 ? carriedBy(arg, next) : own(arg))));
    const text = program.text.slice(program.start(node), program.end(node));
    const value = program.isIdentifier(node) ? values.get(text) : undefined;
    return value === undefined ? 0 : carriedBy(value, next);
  };
  return { of, carried: (stage) => carriedBy(stage, []) };
};
