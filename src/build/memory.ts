/** Where everything of a program lies when its memory is its own: every address is a constant of the build. */
import type { Lowered, Region } from '../compile/index.ts';
import type { ConcreteType } from '../core/check.ts';
import { sizeOf } from '../core/layout.ts';
import type { TypedArray } from '../core/strided.ts';
import { bytesOf, writeAt } from '../runtime/index.ts';

/** An input of the program: data that is part of the build, or null for what is given to every call. */
export interface Given {
  readonly type: ConcreteType;
  readonly data: TypedArray | null;
}

/** Bytes that the memory holds from the start. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Memory {
  /** the words of the command records, with every address in its place */
  readonly words: Int32Array;
  readonly wordAddress: (word: number) => number;
  /** the word that an address of the records is */
  readonly wordAt: (address: number) => number;
  readonly status: number;
  readonly inputs: readonly number[];
  readonly results: readonly number[];
  readonly segments: readonly Segment[];
  /** the first byte after all of it */
  readonly end: number;
}

/** Below lies nothing, so that no address is 0. */
const START = 64;
/** Reads may pass the end of an operand by 16 bytes. */
const OVERRUN = 16;
const aligned = (n: number): number => Math.ceil(n / 64) * 64;

interface Constant {
  readonly address: number;
  readonly type: ConcreteType;
  readonly data: TypedArray;
}

/** Shorter stretches of zeros are no reason for a segment of their own. */
const GAP = 64;

/** What is not zero, cut at long stretches of zeros. */
const segmentsOf = (image: Uint8Array): readonly Segment[] => {
  const out: Segment[] = [];
  let first = -1;
  let last = 0;
  const cut = (): void => {
    if (first >= 0) out.push({ address: first, bytes: image.slice(first, last + 1) });
  };
  image.forEach((byte, at) => {
    if (byte === 0) return;
    if (first < 0 || at - last > GAP) {
      cut();
      first = at;
    }
    last = at;
  });
  cut();
  return out;
};

/** Blocks one after the other, each with room for reads that pass its end. */
const makeBlocks = (start: number) => {
  let top = start;
  return {
    block: (bytes: number): number => {
      const address = aligned(top);
      top = address + bytes + OVERRUN;
      return address;
    },
    top: (): number => aligned(top),
  };
};

const constantsOf = (
  lowered: Lowered,
  block: (bytes: number) => number,
): ReadonlyMap<object, Constant> => {
  const found = new Map<object, Constant>();
  for (const { region } of [...lowered.relocations, ...lowered.results].map((r) => r.address)) {
    if (region.kind !== 'constant' || found.has(region.buffer)) continue;
    const { role, type } = region.buffer;
    if (role.kind !== 'constant') continue;
    const { data } = role;
    found.set(region.buffer, { address: block(bytesOf(type)), type, data });
  }
  return found;
};

/** The addresses of a program and what its memory begins with; `tables` of offsets are left to be filled. */
export const placeAll = (lowered: Lowered, given: readonly Given[]): Memory => {
  const { words: raw, relocations } = lowered;
  const { block, top } = makeBlocks(START);
  const at = block(raw.length * 4 + 4);
  const constants = constantsOf(lowered, block);
  const fixed = given.map((g) => (g.data === null ? null : block(bytesOf(g.type))));
  const kept = top();
  const inputs = given.map((g, i) => fixed[i] ?? block(bytesOf(g.type)));
  const status = at + raw.length * 4;
  const [arena, scratch] = [block(lowered.arenaBytes), block(lowered.scratchBytes)];
  const baseOf = (r: Region): number => {
    if (r.kind === 'input') return inputs[r.index]!;
    if (r.kind === 'constant') return constants.get(r.buffer)!.address;
    return { static: at, status, arena, scratch }[r.kind];
  };
  const words = Int32Array.from(raw);
  for (const { word, address } of relocations) {
    words[word] = baseOf(address.region) + address.offset;
  }
  const image = new ArrayBuffer(kept);
  const kept32 = words.slice();
  for (const { word, nest } of lowered.tables) kept32.fill(0, word, word + sizeOf(nest.shape));
  new Int32Array(image, at, raw.length).set(kept32);
  for (const { address, type, data } of constants.values())
    writeAt(image, type.dtype, address, data);
  given.forEach(({ type, data }, i) => {
    if (data !== null) writeAt(image, type.dtype, inputs[i]!, data);
  });
  return {
    words,
    wordAddress: (word) => at + 4 * word,
    wordAt: (address) => (address - at) / 4,
    status,
    inputs,
    results: lowered.results.map(({ address: a }) => baseOf(a.region) + a.offset),
    segments: segmentsOf(new Uint8Array(image)),
    end: top(),
  };
};
