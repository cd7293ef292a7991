/** What a jitted function holds of linear memory, let go of when the function itself is garbage. */
import type { Heap } from './heap.ts';
import type { Program, Resources } from './machine.ts';

/** It must refer to nothing that refers to the function, or the function would never become garbage. */
export const makeResources = (heap: Heap): Resources => {
  const blocks: number[] = [];
  const programs = new Set<Program>();
  return {
    allocate: (bytes) => {
      const address = heap.allocate(bytes);
      blocks.push(address);
      return address;
    },
    adopt: (program) => {
      programs.add(program);
    },
    drop: (program) => {
      programs.delete(program);
      program.free();
    },
    free: () => {
      for (const p of programs) p.free();
      for (const b of blocks) heap.free(b);
    },
  };
};
