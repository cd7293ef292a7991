/** Where everything that a program points at lies, and the writing of its words when that changes. */
import type { Lowered, Region } from '../compile/index.ts';
import { MemoryError } from '../core/error.ts';
import { byteSize } from '../types/dtype.ts';
import type { Input, Machine } from './machine.ts';
import { rangeOf, type Share } from './teamwork.ts';
import { bytesOf, writeAt } from './typed-array.ts';

export interface Addresses {
  /** the words of the first thread */
  readonly image: number;
  /** the words of a thread, which `link` has written */
  imageOf(part: number): number;
  /** the word that kernels write to when an index is out of range */
  readonly status: number;
  baseOf(region: Region): number;
  inputAddress(input: number): number;
  /** Lets the program read an input where it lies; null for its own slot. */
  bind(input: number, address: number | null): void;
  /**
   * Takes arena and scratch memory, which may have moved, and writes the words again if they did: a copy for each of this
   * many threads, with its share of the divided commands.
   */
  link(parties: number, shares: readonly Share[]): void;
  /** Takes memory for this many threads. */
  reserve(parties: number): void;
  /** Has the words written again: a run has ended before they were what they had been. */
  spoil(): void;
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

const writeRanges = (
  view: Int32Array,
  shares: readonly Share[],
  part: number,
  parties: number,
): void => {
  for (const s of shares) view.set(rangeOf(s, part, parties), s.record);
};

/** Copies of the words, one for each thread. */
interface Images {
  readonly addresses: readonly number[];
  /** Takes memory for this many. */
  reserve(parties: number): void;
  /** Writes what is out of date of this many. */
  write(parties: number, shares: readonly Share[], baseOf: Base): void;
  spoil(): void;
  free(): void;
}

type Base = (part: number) => (r: Region) => number;

const makeImages = ({ heap, memory }: Machine, lowered: Lowered): Images => {
  const { length } = lowered.words;
  const addresses = [heap.allocate(length * 4 + STATUS_BYTES)];
  /** how many copies are written, and for how many threads */
  let [written, split] = [0, 1];
  const viewOf = (part: number): Int32Array =>
    new Int32Array(memory.buffer, addresses[part]!, length);
  return {
    addresses,
    reserve: (parties) => {
      while (addresses.length < parties) addresses.push(heap.allocate(length * 4));
    },
    write: (parties, shares, baseOf) => {
      for (let part = written; part < parties; part++) {
        writeWords(viewOf(part), lowered, baseOf(part));
      }
      for (let part = 0; part < parties; part++) {
        if (part >= written || split !== parties) {
          writeRanges(viewOf(part), shares, part, parties);
        }
      }
      written = Math.max(written, parties);
      split = parties;
    },
    spoil: () => {
      written = 0;
    },
    free: () => {
      for (const a of addresses) heap.free(a);
    },
  };
};

export const makeAddresses = (
  machine: Machine,
  lowered: Lowered,
  inputs: readonly Input[],
): Addresses => {
  const { heap, shared } = machine;
  const images = makeImages(machine, lowered);
  const image = images.addresses[0]!;
  const status = image + lowered.words.length * 4;
  const constants = loadConstants(machine, lowered);
  const { offsets, top } = slotsAbove(lowered.arenaBytes, inputs);
  refuseTooLarge(top, lowered);
  const bound: (number | null)[] = inputs.map(() => null);
  const scratchBytes = aligned(lowered.scratchBytes);
  let [arena, scratch, threads] = [-1, -1, 1];

  const inputAddress = (i: number): number => bound[i] ?? inputs[i]!.address ?? arena + offsets[i]!;
  const baseFor =
    (part: number) =>
    (region: Region): number => {
      if (region.kind === 'input') return inputAddress(region.index);
      if (region.kind === 'constant') return constants.get(region.buffer)!;
      const own = scratch + part * scratchBytes;
      return { static: images.addresses[part]!, status, arena, scratch: own }[region.kind];
    };
  const place = (): void => {
    const was = [arena, scratch];
    arena = shared.arena(top);
    scratch = shared.scratch(scratchBytes * threads);
    if (arena !== was[0] || scratch !== was[1]) images.spoil();
  };
  return {
    image,
    imageOf: (part) => images.addresses[part]!,
    status,
    baseOf: baseFor(0),
    inputAddress: (i) => {
      place();
      return inputAddress(i);
    },
    bind: (i, address) => {
      if (bound[i] !== address) images.spoil();
      bound[i] = address;
    },
    reserve: (parties) => {
      threads = parties;
      images.reserve(parties);
    },
    link: (parties, shares) => {
      place();
      images.write(parties, shares, baseFor);
    },
    spoil: images.spoil,
    free: () => {
      images.free();
      for (const a of constants.values()) heap.free(a);
    },
  };
};
