/** Adds data to a compiled WebAssembly module; the numbers of sections are those of the specification. */
import type { Segment } from './memory.ts';

const DATA_COUNT = 12;
const DATA = 11;
const HEADER = 8;

interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** An unsigned number in groups of seven bits, the lowest first. */
const unsigned = (n: number): readonly number[] =>
  n < 128 ? [n] : [(n % 128) + 128, ...unsigned(Math.floor(n / 128))];

/** i32.const takes a signed number, whose last group tells its sign by the seventh bit. */
const signed = (n: number): readonly number[] =>
  n < 64 ? [n] : [(n % 128) + 128, ...signed(Math.floor(n / 128))];

const readUnsigned = (
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } => {
  const byte = bytes[at]!;
  if (byte < 128) return { value: byte, next: at + 1 };
  const { value, next } = readUnsigned(bytes, at + 1);
  return { value: (byte % 128) + 128 * value, next };
};

const sectionsOf = (module: Uint8Array): readonly Section[] => {
  const out: Section[] = [];
  for (let at = HEADER; at < module.length; ) {
    const { value: size, next } = readUnsigned(module, at + 1);
    out.push({ id: module[at]!, body: module.subarray(next, next + size) });
    at = next + size;
  }
  return out;
};

const join = (parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
};

/** An active segment of memory 0: i32.const address, end, the bytes. */
const segmentBytes = ({ address, bytes }: Segment): readonly (Uint8Array | readonly number[])[] => [
  [0, 0x41, ...signed(address), 0x0b, ...unsigned(bytes.length)],
  bytes,
];

/** The data section with these segments before its own; sections of its kind end a module but for custom ones. */
export const withData = (module: Uint8Array, segments: readonly Segment[]): Uint8Array => {
  const sections = sectionsOf(module);
  const own = sections.find(({ id }) => id === DATA)?.body ?? Uint8Array.of(0);
  const { value: count, next } = readUnsigned(own, 0);
  const all = count + segments.length;
  const data = {
    id: DATA,
    body: join([unsigned(all), ...segments.flatMap(segmentBytes), own.subarray(next)]),
  };
  const before = sections.filter(({ id }) => id !== DATA && id !== 0);
  const written = [...before, data].map(({ id, body }) => ({
    id,
    body: id === DATA_COUNT ? Uint8Array.from(unsigned(all)) : body,
  }));
  return join([
    module.subarray(0, HEADER),
    ...written.flatMap(({ id, body }) => [[id, ...unsigned(body.length)], body]),
  ]);
};
