/** The safetensors header that belongs to a tree of parameters, as a type and as an io-ts codec. */
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, explain } from '../core/boundary.ts';
import type { Dim } from '../types/dim.ts';
import { JsonObject, showValue } from './codec.ts';
import { METADATA, StoredEntry } from './safetensors-header.ts';
import { compareNames, showInfo, type TensorInfo } from './tensor-data.ts';

interface Leaf {
  readonly shape: readonly Dim[];
  readonly dtype: { readonly dtype: string };
}

// ---------- types ----------
type Keys<P> = P extends readonly unknown[]
  ? Exclude<keyof P, keyof (readonly unknown[])> & string
  : keyof P & string;
/** Dotted paths of the tensors in a tree: `'c1.w' | 'c1.b' | ...`. */
export type Paths<P> = {
  [K in Keys<P>]: P[K] extends infer C ? (C extends Leaf ? K : `${K}.${Paths<C>}`) : never;
}[Keys<P>];
type AtPath<P, K extends string> = K extends keyof P
  ? P[K]
  : K extends `${infer H}.${infer R}`
    ? H extends keyof P
      ? AtPath<P[H], R>
      : never
    : never;
/** Names stand for sizes that a file is free to choose. */
type SizesOf<S extends readonly Dim[]> = {
  readonly [I in keyof S]: S[I] extends number ? S[I] : number;
};
type EntryOf<T> = T extends Leaf
  ? { readonly dtype: Uppercase<T['dtype']['dtype']>; readonly shape: SizesOf<T['shape']> }
  : never;
/** Names, dtypes and shapes of the tensors of a tree: `{ 'c1.w': { dtype: 'F32'; shape: [3, 3, 1, 32] } ... }`. */
export type LayoutOf<P> = { readonly [K in Paths<P>]: EntryOf<AtPath<P, K>> };
interface Placed {
  readonly data_offsets: readonly [begin: number, end: number];
}
/** The header of a file with exactly these tensors. */
export type HeaderOf<L> = { readonly [K in keyof L]: L[K] & Placed };
/** The header of a file with exactly the tensors of the tree P. */
export type Header<P> = HeaderOf<LayoutOf<P>>;

// ---------- values ----------
/** What a model expects of a file: a dtype and a shape for each name; a size given as a name is free. */
export interface Expected {
  readonly dtype: string;
  readonly shape: readonly Dim[];
}
/** Names of tensors with the dtypes and shapes that they must have. */
export type Layout = Readonly<Record<string, Expected>>;

const isTree = (node: unknown): node is object => typeof node === 'object' && node !== null;

const isLeaf = (node: object): node is Leaf =>
  'shape' in node &&
  Array.isArray(node.shape) &&
  'dtype' in node &&
  isTree(node.dtype) &&
  'dtype' in node.dtype &&
  typeof node.dtype.dtype === 'string';

const entriesOf = (path: string, node: unknown): readonly (readonly [string, Expected])[] => {
  if (!isTree(node)) throw new TypeError(`layoutOf: '${path}' is neither a tensor nor a tree`);
  if (isLeaf(node)) return [[path, { dtype: node.dtype.dtype.toUpperCase(), shape: node.shape }]];
  return Object.entries(node).flatMap(([key, child]) =>
    entriesOf(path === '' ? key : `${path}.${key}`, child),
  );
};

/**
 * Names, dtypes and shapes of the tensors of a tree of parameters; names are dotted paths.
 * Throws a TypeError for a leaf that is no tensor and for two tensors of one path.
 */
export const layoutOf = (params: unknown): Layout => {
  const entries = entriesOf('', params);
  const layout = Object.fromEntries(entries);
  if (Object.keys(layout).length < entries.length)
    throw new TypeError('layoutOf: a key with a dot gives two tensors the same path');
  return layout;
};

const fits = (expected: Expected, { dtype, shape }: TensorInfo): boolean =>
  expected.dtype === dtype &&
  expected.shape.length === shape.length &&
  expected.shape.every((dim, axis) => typeof dim === 'string' || dim === shape[axis]);

const showExpected = ({ dtype, shape }: Expected): string => `${dtype} [${shape.join(', ')}]`;

/** Every tensor that is missing, that nobody expects, or that has another dtype or shape, sorted by name. */
export const compareLayouts = (
  expected: ReadonlyMap<string, Expected>,
  actual: ReadonlyMap<string, TensorInfo>,
  file: string,
): readonly BoundaryError[] =>
  [...new Set([...expected.keys(), ...actual.keys()])].sort(compareNames).flatMap((name) => {
    const [want, have] = [expected.get(name), actual.get(name)];
    if (want !== undefined && have !== undefined && fits(want, have)) return [];
    const wanted = want === undefined ? 'no tensor of this name' : showExpected(want);
    return boundaryError(
      file,
      `tensor '${name}'`,
      wanted,
      have === undefined ? 'none' : showInfo(have),
    );
  });

/** Each fault of an unknown header; entries of another form are faults of their own. */
const faults = (layout: Layout, header: unknown): readonly BoundaryError[] => {
  if (!JsonObject.is(header))
    return [boundaryError('header', 'header', JsonObject.name, showValue(header))];
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  const malformed = entries.flatMap(([name, value]) =>
    StoredEntry.is(value)
      ? []
      : boundaryError('header', `tensor '${name}'`, StoredEntry.name, showValue(value)),
  );
  if (malformed.length > 0) return malformed;
  const infos = entries.flatMap(([name, info]) =>
    StoredEntry.is(info) ? [[name, info] as const] : [],
  );
  return compareLayouts(new Map(Object.entries(layout)), new Map(infos), 'header');
};

const codecOf = <H>(layout: Layout): t.Type<H, H, unknown> => {
  // the guard ties H to the layout it was computed from: both callers derive the two from one value
  const is = (header: unknown): header is H => faults(layout, header).length === 0;
  return new t.Type(
    'the header of this model',
    is,
    (value, context) =>
      is(value)
        ? t.success(value)
        : t.failures(faults(layout, value).map((e) => ({ value, context, message: explain(e) }))),
    t.identity,
  );
};

/** Decodes an unknown safetensors header to exactly the tensors of a layout. */
export const headerCodec = <const L extends Layout>(
  layout: L,
): t.Type<HeaderOf<L>, HeaderOf<L>, unknown> => codecOf<HeaderOf<L>>(layout);

/** Decodes an unknown safetensors header to exactly the tensors of a tree of parameters. */
export const paramsHeader = <P>(params: P): t.Type<Header<P>, Header<P>, unknown> =>
  codecOf<Header<P>>(layoutOf(params));
