/** What programs run on, and what they are to the rest: the types that the files of this folder share. */
import type { Lowered } from '../compile/index.ts';
import type { KernelName } from '../core/abi.gen.ts';
import type { ConcreteType } from '../core/check.ts';
import type { Value } from '../core/node.ts';
import type { TypedArray } from '../core/strided.ts';
import type { Cache } from './cache.ts';
import type { Heap } from './heap.ts';
import type { Shared } from './shared.ts';
import type { Team } from './team.ts';

/** A compiled program in memory. */
export interface Program {
  readonly lowered: Lowered;
  /** Puts an input's elements where the program reads them. */
  write(input: number, data: TypedArray): void;
  /** Lets the program read an input where it already lies. */
  bind(input: number, address: number): void;
  run(): void;
  /** The elements of a result, copied out. */
  read(result: number): TypedArray;
  free(): void;
}

export interface Input {
  readonly type: ConcreteType;
  /** memory of its own, which outlives the run; else a place in the arena */
  readonly address?: number;
}

/** Memory of one donated leaf; whoever holds an older generation holds nothing. */
export interface Slot {
  readonly address: number;
  readonly type: ConcreteType;
  generation: number;
  /** keeps the function alive whose memory this is, as long as an array refers to it */
  readonly owner: { function: unknown };
}

/** What an array that stayed in memory refers to. */
export interface Resident {
  readonly slot: Slot;
  readonly generation: number;
}

/** What a jitted function holds of linear memory. */
export interface Resources {
  allocate(bytes: number): number;
  adopt(program: Program): void;
  /** Frees a program before its time. */
  drop(program: Program): void;
  free(): void;
}

export type Kernel = (record: number) => void;

/** The threads of a machine, and when they are worth it. */
export interface Threads {
  readonly team: Team;
  /** nanoseconds of work from which a program is divided; 0: always, and every command */
  readonly threshold: number;
  /** Says that a program is about to do so much; starts the team when there has been enough. */
  expect(nanoseconds: number): void;
  /** a number for a program */
  next(): number;
}

export interface Machine {
  readonly memory: WebAssembly.Memory;
  /** null where all programs run on one thread */
  readonly threads: Threads | null;
  /** why they do */
  readonly reason: string | null;
  readonly kernels: Readonly<Record<KernelName, Kernel>>;
  readonly heap: Heap;
  readonly shared: Shared;
  /** programs of closed expressions, by their text */
  readonly programs: Cache<Program>;
  /** where the arrays that never left this memory are */
  readonly residents: WeakMap<Value, Resident>;
  /** arrays that were given away */
  readonly consumed: WeakSet<Value>;
  /** frees the memory of jitted functions that nothing refers to any more */
  readonly garbage: FinalizationRegistry<Resources>;
}
