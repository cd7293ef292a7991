/** Lifetimes of buffers, which of them share memory because one dies where the other is written, and their places. */
import type { Buffer, Operation } from './operation.ts';
import { readsInStep } from './targets.ts';

/** Memory that one or several buffers use in turn. */
export interface Storage {
  readonly bytes: number;
  readonly birth: number;
  /** the last operation that needs it */
  death: number;
  readonly buffers: Buffer[];
}

const ALIGNMENT = 16;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** The last operation that reads each buffer; results live to the end. */
const deaths = (
  operations: readonly Operation[],
  results: readonly Buffer[],
): ReadonlyMap<Buffer, number> => {
  const last = new Map<Buffer, number>();
  operations.forEach((o, i) => {
    for (const b of [...o.reads, ...o.writes]) last.set(b, i);
  });
  for (const b of results) last.set(b, operations.length);
  return last;
};

/** The storage that a written buffer can take over: that of an operand which dies here, of the same size. */
const inherited = (
  o: Operation,
  at: number,
  b: Buffer,
  storageOf: ReadonlyMap<Buffer, Storage>,
): Storage | null => {
  if (!['map', 'kernel', 'scan', 'while'].includes(o.kind)) return null;
  for (const r of o.reads) {
    const s = storageOf.get(r);
    const fits = s !== undefined && s.death === at && s.bytes === aligned(b.bytes);
    if (fits && r.bytes === b.bytes && readsInStep(o, r, b)) return s;
  }
  return null;
};

/** One storage for every temporary that has no place of its own. */
export const storagesOf = (
  operations: readonly Operation[],
  results: readonly Buffer[],
  placed: ReadonlySet<Buffer>,
): readonly Storage[] => {
  const last = deaths(operations, results);
  const storageOf = new Map<Buffer, Storage>();
  const storages: Storage[] = [];
  operations.forEach((o, at) => {
    for (const b of o.writes) {
      if (placed.has(b)) continue;
      const death = last.get(b)!;
      const old = inherited(o, at, b, storageOf);
      const s = old ?? { bytes: aligned(b.bytes), birth: at, death, buffers: [] };
      if (old === null) storages.push(s);
      s.death = death;
      s.buffers.push(b);
      storageOf.set(b, s);
    }
  });
  return storages;
};

export interface Arena {
  readonly offsets: ReadonlyMap<Storage, number>;
  readonly bytes: number;
  /** the most bytes that are alive at once: no arena can be smaller */
  readonly bound: number;
}

const overlap = (a: Storage, b: Storage): boolean => a.birth <= b.death && b.birth <= a.death;

const boundOf = (storages: readonly Storage[], length: number): number => {
  const change = new Array<number>(length + 2).fill(0);
  for (const s of storages) {
    change[s.birth] = change[s.birth]! + s.bytes;
    change[s.death + 1] = change[s.death + 1]! - s.bytes;
  }
  let alive = 0;
  let most = 0;
  for (const c of change) {
    alive += c;
    most = Math.max(most, alive);
  }
  return most;
};

interface Placed {
  readonly storage: Storage;
  readonly offset: number;
}

/** The smallest gap between those alive at the same time that takes `s`; `placed` by offset. */
const bestFit = (s: Storage, placed: readonly Placed[]): number => {
  let best = Infinity;
  let bestGap = Infinity;
  let end = 0;
  for (const { storage, offset } of placed) {
    if (!overlap(storage, s)) continue;
    const gap = offset - end;
    if (gap >= s.bytes && gap < bestGap) {
      best = end;
      bestGap = gap;
    }
    end = Math.max(end, offset + storage.bytes);
  }
  return best === Infinity ? end : best;
};

/** Puts one more among those that are sorted by offset, behind its equals. */
const insert = (placed: Placed[], p: Placed): void => {
  let lo = 0;
  for (let hi = placed.length; lo < hi; ) {
    const mid = (lo + hi) >> 1;
    if (placed[mid]!.offset <= p.offset) lo = mid + 1;
    else hi = mid;
  }
  placed.splice(lo, 0, p);
};

/** Largest first, each into the best gap (as tinygrad's planner and Pisarchyk & Lee 2020 do). */
export const allocate = (storages: readonly Storage[], length: number): Arena => {
  const offsets = new Map<Storage, number>();
  const placed: Placed[] = [];
  let bytes = 0;
  const bySize = [...storages].sort((a, b) => b.bytes - a.bytes || a.birth - b.birth);
  for (const s of bySize) {
    const offset = bestFit(s, placed);
    insert(placed, { storage: s, offset });
    offsets.set(s, offset);
    bytes = Math.max(bytes, offset + s.bytes);
  }
  return { offsets, bytes, bound: boundOf(storages, length) };
};
