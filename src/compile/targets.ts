/**
 * Where results go: some have a place of their own, such as the memory of a donated parameter. A result is written
 * there at once where nothing reads that memory later, and is copied there at the end where something does.
 */
import { contiguous } from '../core/layout.ts';
import type { Buffer, CopyOperation, Operation, Source } from './operation.ts';
import { bufferOf, isWhole } from './sources.ts';

/** What a result has to become: whatever (null), the memory of a parameter, or memory given from outside. */
export type Target =
  | null
  | { readonly kind: 'param'; readonly index: number }
  | { readonly kind: 'external'; readonly index: number };

export interface Targeted {
  readonly operations: readonly Operation[];
  /** the buffers that have a place of their own */
  readonly placed: ReadonlyMap<Buffer, NonNullable<Target>>;
  /** where each result without a target is read; the memory of a donated parameter is no place for its old value */
  readonly results: readonly Buffer[];
}

/** The sources that an elementwise operation may be written over; none for other kinds. */
export const elementwiseSources = (o: Operation): readonly Source[] =>
  o.kind === 'map' ? o.operands : [];

const reads = (s: Source, b: Buffer): boolean =>
  s.origin.kind === 'buffer' && s.origin.buffer === b;

/** The operand that may lie where `to` is written: that of a kernel which says so, the first value of a loop's carry. */
const inPlace = (o: Operation, to: Buffer): number | undefined => {
  if (o.kind === 'kernel') return o.overwrites ?? o.call.inPlace;
  if (o.kind !== 'scan' && o.kind !== 'while') return undefined;
  const k = o.writes.indexOf(to);
  const carry = o.kind === 'scan' ? o.carry : o.writes.length - 1;
  return k >= 0 && k < carry ? o.constants + k : undefined;
};

/** Whether the operation reads b only at the very elements that it writes to the buffer `to`. */
export const readsInStep = (o: Operation, b: Buffer, to: Buffer): boolean => {
  if (!o.reads.includes(b)) return true;
  if (o.kind === 'map') return o.operands.every((s) => !reads(s, b) || isWhole(s.layout, b));
  const k = inPlace(o, to);
  return k !== undefined && o.reads.every((r, i) => r !== b || i === k);
};

/** The last operation that reads each buffer. */
const lastReads = (operations: readonly Operation[]): ReadonlyMap<Buffer, number> =>
  new Map(operations.flatMap((o, i) => o.reads.map((b) => [b, i] as const)));

export const copyOf = (from: Buffer, to: Buffer, path: string): CopyOperation => {
  const layout = contiguous(from.type.shape);
  const source = { origin: { kind: 'buffer', buffer: from }, layout, type: from.type } as const;
  return {
    kind: 'copy',
    mode: 'write',
    fill: false,
    parts: [{ source, layout }],
    reads: [from],
    writes: [to],
    path,
  };
};

/** A buffer that stands for a place; copies to it come last. */
const standIn = (b: Buffer): Buffer => bufferOf(b.type, { kind: 'temporary' });

export const assignTargets = (
  operations: readonly Operation[],
  params: readonly (Buffer | undefined)[],
  results: readonly Buffer[],
  targets: readonly Target[],
): Targeted => {
  const writerOf = new Map(operations.flatMap((o, i) => o.writes.map((b) => [b, i] as const)));
  const lastRead = lastReads(operations);
  const overwritten = new Set(
    targets.flatMap((t, j) =>
      t?.kind === 'param' && params[t.index] !== results[j] ? [params[t.index]] : [],
    ),
  );
  // a result without a target is read where it lies, which must then still be what it was
  const lost = results.map((b, j) => (targets[j] ?? null) === null && overwritten.has(b));
  const readAtEnd = new Set(
    results.filter((b, j) => {
      const t = targets[j] ?? null;
      return t === null ? lost[j] : !(t.kind === 'param' && params[t.index] === b);
    }),
  );
  const placed = new Map<Buffer, NonNullable<Target>>();
  const late: { readonly from: Buffer; readonly target: NonNullable<Target> }[] = [];
  results.forEach((b, j) => {
    const target = targets[j] ?? null;
    if (target === null) return;
    const old = target.kind === 'param' ? params[target.index] : undefined;
    if (old === b) return;
    const writer = writerOf.get(b);
    const free =
      writer !== undefined &&
      b.role.kind === 'temporary' &&
      !placed.has(b) &&
      (old === undefined ||
        (!readAtEnd.has(old) &&
          (lastRead.get(old) ?? -1) <= writer &&
          readsInStep(operations[writer]!, old, b)));
    if (free) placed.set(b, target);
    else late.push({ from: b, target });
  });
  // what a late copy reads must not be overwritten by another one first
  const saved = new Map<Buffer, Buffer>();
  const copies: Operation[] = [];
  for (const from of [...late.map((l) => l.from), ...results.filter((_, j) => lost[j])]) {
    if (!overwritten.has(from) || saved.has(from)) continue;
    saved.set(from, standIn(from));
    copies.push(copyOf(from, saved.get(from)!, 'result'));
  }
  for (const { from, target } of late) {
    const to = standIn(from);
    placed.set(to, target);
    copies.push(copyOf(saved.get(from) ?? from, to, 'result'));
  }
  return {
    operations: [...operations, ...copies],
    placed,
    results: results.map((b, j) => (lost[j] === true ? saved.get(b)! : b)),
  };
};
