/** Blocks of linear memory: allocated rarely (when programs are loaded), never while one runs. */
import { MemoryError } from '../core/error.ts';

export interface Heap {
  /** A 16-aligned block, followed by at least 16 bytes that reads may pass into. */
  allocate(bytes: number): number;
  free(address: number): void;
  /** bytes in use */
  readonly used: number;
}

const ALIGNMENT = 16;
const OVERRUN = 16;
const PAGE = 65536;
const MOST = 65536 * PAGE;

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** A heap over the memory above `start`; it grows the memory when no gap is large enough. */
export const makeHeap = (memory: WebAssembly.Memory, start: number): Heap => {
  // in order of address
  const blocks: Block[] = [];
  let used = 0;

  const gapFor = (bytes: number): { readonly index: number; readonly address: number } => {
    let address = roundUp(start, ALIGNMENT);
    for (const [index, b] of blocks.entries()) {
      if (b.address - address >= bytes) return { index, address };
      address = b.address + b.bytes;
    }
    return { index: blocks.length, address };
  };

  const reserve = (end: number): void => {
    const missing = end - memory.buffer.byteLength;
    if (missing <= 0) return;
    if (end > MOST) {
      throw new MemoryError(
        `the program needs ${end} bytes in all; WebAssembly memory ends at ${MOST}`,
      );
    }
    try {
      memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw new MemoryError(
        `the program needs ${end} bytes in all; this engine gives no more than ${memory.buffer.byteLength}`,
        { cause },
      );
    }
  };

  return {
    allocate: (size) => {
      const bytes = roundUp(Math.max(size, 1) + OVERRUN, ALIGNMENT);
      const { index, address } = gapFor(bytes);
      reserve(address + bytes);
      blocks.splice(index, 0, { address, bytes });
      used += bytes;
      return address;
    },
    free: (address) => {
      const index = blocks.findIndex((b) => b.address === address);
      const [block] = index < 0 ? [] : blocks.splice(index, 1);
      used -= block?.bytes ?? 0;
    },
    get used() {
      return used;
    },
  };
};
