/** The static words of a program: command records and tables, with the words that depend on where memory lies. */
import { sizeOf } from '../../core/layout.ts';
import type { Buffer, Nest } from '../operation.ts';

/** What a word is added to when the program is loaded. */
export type Region =
  | { readonly kind: 'static' }
  | { readonly kind: 'arena' }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'status' }
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'constant'; readonly buffer: Buffer };

/** A loop moves this address by `stride` bytes from one iteration to the next. */
export interface Bump {
  readonly loop: Loop;
  readonly stride: number;
}

export interface Address {
  readonly region: Region;
  readonly offset: number;
  readonly bumps?: readonly Bump[];
}

export type Word = number | Address;

export interface Relocation {
  /** index of the word */
  readonly word: number;
  readonly address: Address;
}

/** A table of offsets, which follows from its nest. */
export interface Table {
  /** index of its first word */
  readonly word: number;
  readonly nest: Nest;
}

export interface Loop {
  readonly length: number;
  readonly reverse: boolean;
  /** the words that move, and by how much */
  readonly moves: { readonly word: number; readonly stride: number }[];
}

export interface Image {
  /** Appends words; the address of the first. */
  push(words: readonly Word[]): Address;
  /** The address of a table of offsets, one for each index in row-major order; equal nests share one. */
  table(nest: Nest): Address;
  /** Appends words; the index of the first. */
  record(words: readonly Word[]): number;
  readonly words: readonly number[];
  readonly relocations: readonly Relocation[];
  readonly tables: readonly Table[];
}

const offsetsOf = ({ shape, strides }: Nest): readonly number[] => {
  const out = new Array<number>(sizeOf(shape)).fill(0);
  let repeat = 1;
  shape.toReversed().forEach((d, j) => {
    const stride = strides.at(-1 - j)!;
    for (let i = 0; i < out.length; i++) out[i]! += (Math.floor(i / repeat) % d) * stride;
    repeat *= d;
  });
  return out;
};

export const makeImage = (): Image => {
  const words: number[] = [];
  const relocations: Relocation[] = [];
  const record = (ws: readonly Word[]): number => {
    const first = words.length;
    for (const w of ws) {
      if (typeof w === 'object') {
        relocations.push({ word: words.length, address: w });
        for (const { loop, stride } of w.bumps ?? []) {
          loop.moves.push({ word: words.length, stride });
        }
      }
      words.push(typeof w === 'object' ? 0 : w);
    }
    return first;
  };
  const push = (ws: readonly Word[]): Address => ({
    region: { kind: 'static' },
    offset: record(ws) * 4,
  });
  const tables: Table[] = [];
  const places = new Map<string, Address>();
  const table = (nest: Nest): Address => {
    const key = `${nest.shape} ${nest.strides}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    tables.push({ word: words.length, nest });
    const place = push(offsetsOf(nest));
    places.set(key, place);
    return place;
  };
  return { push, table, record, words, relocations, tables };
};

const sameRegion = (a: Region, b: Region): boolean => {
  if (a.kind === 'input') return b.kind === 'input' && a.index === b.index;
  if (a.kind === 'constant') return b.kind === 'constant' && a.buffer === b.buffer;
  return a.kind === b.kind;
};

/** Whether two addresses are one, in every iteration of the loops around. */
export const sameAddress = (a: Address, b: Address): boolean => {
  const [moves, others] = [a.bumps ?? [], b.bumps ?? []];
  return (
    sameRegion(a.region, b.region) &&
    a.offset === b.offset &&
    moves.length === others.length &&
    moves.every((m, i) => m.loop === others[i]!.loop && m.stride === others[i]!.stride)
  );
};

export const at = (a: Address, bytes: number): Address =>
  bytes === 0 ? a : { ...a, offset: a.offset + bytes };
