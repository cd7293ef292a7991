/** Where everything that a program points at lies, and the writing of its words when that changes. */
import type { Lowered, Region } from '../compile/index.ts';
import { MemoryError } from '../core/error.ts';
import { byteSize } from '../types/dtype.ts';
import type { Input, Machine } from './machine.ts';
import { bytesOf, writeAt } from './typed-array.ts';

export interface Addresses {
  readonly image: number;
  baseOf(region: Region): number;
  inputAddress(input: number): number;
  /** Lets the program read an input where it lies; null for its own slot. */
  bind(input: number, address: number | null): void;
  /** Takes arena and scratch memory, which may have moved, and writes the words again if they did. */
  link(): void;
  free(): void;
}

const STATUS_BYTES = 4;
const OVERRUN = 16;
const aligned = (n: number): number => Math.ceil(n / 16) * 16;

const loadConstants = (
  { heap, memory }: Machine,
  lowered: Lowered,
): ReadonlyMap<object, number> => {
  const at = new Map<object, number>();
  const regions = [...lowered.relocations, ...lowered.results].map((r) => r.address.region);
  for (const r of regions) {
    if (r.kind !== 'constant' || at.has(r.buffer) || r.buffer.role.kind !== 'constant') continue;
    const { data } = r.buffer.role;
    const address = heap.allocate(data.length * byteSize(r.buffer.type.dtype));
    writeAt(memory.buffer, r.buffer.type.dtype, address, data);
    at.set(r.buffer, address);
  }
  return at;
};

/** Places for the inputs that have no memory of their own, above what the program uses. */
const slotsAbove = (
  arenaBytes: number,
  inputs: readonly Input[],
): { readonly offsets: readonly number[]; readonly top: number } => {
  const offsets: number[] = [];
  let top = aligned(arenaBytes);
  for (const s of inputs) {
    offsets.push(top);
    if (s.address === undefined) top += aligned(bytesOf(s.type)) + OVERRUN;
  }
  return { offsets, top };
};

/** Addresses have 32 bits. */
const MOST = 2 ** 32;

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

const refuseTooLarge = (bytes: number, { largest, scratchBytes }: Lowered): void => {
  if (bytes + scratchBytes < MOST) return;
  const list = largest.map((b) => `${b.path} (${mebibytes(b.bytes)})`).join(', ');
  throw new MemoryError(
    `the program needs ${mebibytes(bytes)} at once, WebAssembly memory ends at ${mebibytes(MOST)}; the largest buffers: ${list}; take smaller batches, or checkpoint parts of it`,
  );
};

/** The words with every address in its place. */
const writeWords = (
  view: Int32Array,
  { words, relocations }: Lowered,
  baseOf: (r: Region) => number,
): void => {
  view.set(words);
  for (const { word, address } of relocations) {
    view[word] = baseOf(address.region) + address.offset;
  }
};

export const makeAddresses = (
  machine: Machine,
  lowered: Lowered,
  inputs: readonly Input[],
): Addresses => {
  const { heap, memory, shared } = machine;
  const imageBytes = lowered.words.length * 4;
  const image = heap.allocate(imageBytes + STATUS_BYTES);
  const constants = loadConstants(machine, lowered);
  const { offsets, top } = slotsAbove(lowered.arenaBytes, inputs);
  refuseTooLarge(top, lowered);
  const bound: (number | null)[] = inputs.map(() => null);
  let arena = -1;
  let scratch = -1;
  let stale = true;

  const inputAddress = (i: number): number => bound[i] ?? inputs[i]!.address ?? arena + offsets[i]!;
  const baseOf = (region: Region): number => {
    if (region.kind === 'input') return inputAddress(region.index);
    if (region.kind === 'constant') return constants.get(region.buffer)!;
    return { static: image, status: image + imageBytes, arena, scratch }[region.kind];
  };
  const place = (): void => {
    const was = [arena, scratch];
    arena = shared.arena(top);
    scratch = shared.scratch(lowered.scratchBytes);
    stale ||= arena !== was[0] || scratch !== was[1];
  };
  return {
    image,
    baseOf,
    inputAddress: (i) => {
      place();
      return inputAddress(i);
    },
    bind: (i, address) => {
      stale ||= bound[i] !== address;
      bound[i] = address;
    },
    link: () => {
      place();
      if (!stale) return;
      stale = false;
      writeWords(new Int32Array(memory.buffer, image, imageBytes / 4), lowered, baseOf);
    },
    free: () => {
      for (const a of [image, ...constants.values()]) heap.free(a);
    },
  };
};
