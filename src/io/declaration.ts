/** The tensors of a safetensors file as TypeScript: a tree of specifications, and the type of what they stand for. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';
import { readHeader, type StoredTensor } from './safetensors-header.ts';
import { compareNames, type FileDType } from './tensor-data.ts';

/** Where a text comes from, as it says itself. */
export interface DeclaredFile {
  /** the name of the file, without its folder */
  readonly name: string;
  readonly sha256: string;
}

const DTYPES: Readonly<Record<FileDType, string>> = {
  F64: 'f64',
  F32: 'f32',
  F16: 'f16',
  BF16: 'bf16',
  I64: 'i64',
  I32: 'i32',
  U32: 'u32',
  U8: 'u8',
  BOOL: 'bool',
};

type Node = StoredTensor | Branch;
type Branch = Map<string, Node>;
const isBranch = (node: Node | undefined): node is Branch => node instanceof Map;

/** Puts a tensor under its path; the name of the tensor that stands in its way, if one does. */
const place = (root: Branch, tensor: StoredTensor): string | null => {
  const keys = tensor.name.split('.');
  let at = root;
  for (const [i, key] of keys.slice(0, -1).entries()) {
    const next = at.get(key) ?? new Map<string, Node>();
    if (!isBranch(next)) return keys.slice(0, i + 1).join('.');
    at.set(key, next);
    at = next;
  }
  at.set(keys.at(-1)!, tensor);
  return null;
};

/** Names in their order, so that a tensor comes before those that would stand under it. */
const treeOf = (
  tensors: readonly StoredTensor[],
  file: string,
): E.Either<BoundaryError, Branch> => {
  const root: Branch = new Map();
  for (const tensor of [...tensors].sort((a, b) => compareNames(a.name, b.name))) {
    const above = place(root, tensor);
    if (above !== null)
      return E.left(
        boundaryError(
          file,
          `tensor '${tensor.name}'`,
          'a name that is not below a tensor',
          `the tensor '${above}' above it`,
        ),
      );
  }
  return E.right(root);
};

const LINE_ENDS = /[\u2028\u2029\p{Cf}\p{Cs}]/gu;
/** A string literal of printable characters. */
const quoted = (text: string): string => {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const units = (char: string): string =>
    char
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return `'${escaped.replace(LINE_ENDS, units)}'`;
};
const keyText = (key: string): string => {
  if (key === '__proto__') return "['__proto__']"; // written plainly it would set the prototype
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
};

/** The entries of a list, if the keys are 0, 1, 2 and so on, as the paths of lists are. */
const listed = (branch: Branch): readonly Node[] | null => {
  const items = Array.from({ length: branch.size }, (_, i) => branch.get(String(i)));
  const found = items.filter((node) => node !== undefined);
  return branch.size > 0 && found.length === items.length ? found : null;
};

const specText = ({ dtype, shape }: StoredTensor): string =>
  `${DTYPES[dtype]}(${shape.join(', ')})`;
const block = (open: string, lines: readonly string[], close: string, indent: string): string =>
  lines.length === 0
    ? `${open}${close}`
    : `${open}\n${lines.map((line) => `${indent}  ${line},\n`).join('')}${indent}${close}`;
const nodeText = (node: Node, indent: string): string => {
  if (!isBranch(node)) return specText(node);
  const items = listed(node);
  const inner = `${indent}  `;
  return items === null
    ? recordText(node, indent)
    : block(
        '[',
        items.map((item) => nodeText(item, inner)),
        ']',
        indent,
      );
};
const recordText = (branch: Branch, indent: string): string =>
  block(
    '{',
    [...branch]
      .sort(([a], [b]) => compareNames(a, b))
      .map(([key, node]) => `${keyText(key)}: ${nodeText(node, `${indent}  `)}`),
    '}',
    indent,
  );

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const inComment = (text: string): string => text.replace(UNPRINTABLE, '?').replaceAll('*/', '*\\/');

const moduleText = (tensors: readonly StoredTensor[], tree: Branch, from: DeclaredFile): string => {
  const dtypes = [...new Set(tensors.map(({ dtype }) => DTYPES[dtype]))].sort();
  return `/**
 * The tensors of ${inComment(from.name)}, written by \`typegrad types\`; a new file is a new declaration.
 * sha256 of the file: ${from.sha256}
 */
import { ${[...dtypes, 'type ParamsOf'].join(', ')} } from 'typegrad';

/** What the file holds; loadParams(weights, bytes, file) reads it. */
export const weights = ${recordText(tree, '')} as const;

/** The tensors of the file: a network that has other parameters refuses them. */
export interface Weights extends ParamsOf<typeof weights> {}
`;
};

/**
 * A TypeScript module that declares the tensors of a safetensors file: `weights`, a tree of specifications as
 * `loadParams` takes it, and its type `Weights`. Names are taken apart at their dots; the keys 0, 1, 2 and so on make a
 * list. The same file gives the same text. The error says where the file is damaged, or which names make no tree.
 */
export const declareWeights = (
  bytes: Uint8Array,
  file: string,
  from: DeclaredFile,
): E.Either<BoundaryError, string> =>
  pipe(
    readHeader(bytes, file),
    E.chain(({ tensors }) =>
      pipe(
        treeOf(tensors, file),
        E.map((tree) => moduleText(tensors, tree, from)),
      ),
    ),
  );
