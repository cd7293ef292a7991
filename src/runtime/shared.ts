/** Memory that programs use in turn. */
import type { Heap } from './heap.ts';

/** Memory that programs use in turn, since they never run at once. */
export interface Shared {
  /** The address of at least this many bytes; it changes when more are needed. */
  arena(bytes: number): number;
  scratch(bytes: number): number;
}

export const makeShared = (heap: Heap): Shared => {
  const block = (): ((bytes: number) => number) => {
    let address = 0;
    let have = -1;
    return (bytes) => {
      if (bytes <= have) return address;
      if (have >= 0) heap.free(address);
      address = heap.allocate(bytes);
      have = bytes;
      return address;
    };
  };
  return { arena: block(), scratch: block() };
};
