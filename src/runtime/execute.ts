/** Walks the steps of a linked program: the commands as they are, or on several threads with barriers between them. */
import type { Located, Loop } from '../compile/index.ts';
import type { KernelName } from '../core/abi.gen.ts';
import { IndexError } from '../core/error.ts';
import type { Kernel } from './machine.ts';

export interface KernelStep {
  readonly kind: 'kernel';
  readonly kernel: KernelName;
  /** index of the record's first word */
  readonly record: number;
  readonly path: string;
  readonly writes: readonly Located[];
  /** whether to look at the status word after it */
  readonly status: boolean;
}

interface BranchStep {
  readonly kind: 'branch';
  /** index of the word that holds the condition's address */
  readonly condition: number;
  /** all threads look at the condition before one of them goes on and changes it */
  readonly together?: boolean;
  readonly whenTrue: readonly Step[];
  readonly whenFalse: readonly Step[];
}

interface WhileStep {
  readonly kind: 'while';
  readonly test: readonly Step[];
  readonly condition: number;
  readonly together?: boolean;
  readonly body: readonly Step[];
}

export interface LoopStep {
  readonly kind: 'loop';
  readonly loop: Loop;
  readonly body: readonly Step[];
}

/** A command of a program, or what threads do between commands. */
export type Step =
  | KernelStep
  | LoopStep
  | BranchStep
  | WhileStep
  | { readonly kind: 'barrier' }
  /** looks at the status word, for the command at this path */
  | { readonly kind: 'check'; readonly path: string };

export interface Running {
  readonly kernels: Readonly<Record<KernelName, Kernel>>;
  readonly memory: WebAssembly.Memory;
  /** address of the words */
  readonly image: number;
  /** the words themselves */
  readonly words: Int32Array;
  /** the status word */
  readonly status: Int32Array;
  /** called after every kernel, in debug mode */
  readonly watch?: ((step: KernelStep) => void) | undefined;
  /** waits for the other threads */
  barrier(): void;
  /** throws what tells of a kernel that has stopped */
  failed(step: KernelStep, cause: unknown): never;
}

const kernel = (c: KernelStep, r: Running): void => {
  try {
    r.kernels[c.kernel](r.image + c.record * 4);
  } catch (cause) {
    r.failed(c, cause);
  }
  if (c.status) check(c, r);
  if (r.watch !== undefined) r.watch(c);
};

const check = ({ path }: { readonly path: string }, r: Running): void => {
  const status = r.status[0]!;
  if (status !== 0) {
    throw new IndexError(`${path}: the index at position ${status - 1} is out of range`);
  }
};

const move = ({ moves }: Loop, words: Int32Array, steps: number): void => {
  for (const { word, stride } of moves) words[word] = words[word]! + steps * stride;
};

const loop = ({ loop: l, body }: LoopStep, r: Running): void => {
  if (l.length === 0) return;
  const step = l.reverse ? -1 : 1;
  if (l.reverse) move(l, r.words, l.length - 1);
  for (let i = 0; i < l.length; i++) {
    execute(body, r);
    if (i + 1 < l.length) move(l, r.words, step);
  }
  if (!l.reverse) move(l, r.words, 1 - l.length);
};

const holds = ({ condition, together }: BranchStep | WhileStep, r: Running): boolean => {
  const value = new Uint8Array(r.memory.buffer, r.words[condition]! >>> 0, 1)[0] !== 0;
  if (together === true) r.barrier();
  return value;
};

const branch = (c: BranchStep, r: Running): void => {
  execute(holds(c, r) ? c.whenTrue : c.whenFalse, r);
};

const whileLoop = (c: WhileStep, r: Running): void => {
  for (;;) {
    execute(c.test, r);
    if (!holds(c, r)) return;
    execute(c.body, r);
  }
};

export const execute = (steps: readonly Step[], r: Running): void => {
  for (const c of steps) {
    if (c.kind === 'kernel') kernel(c, r);
    else if (c.kind === 'barrier') r.barrier();
    else if (c.kind === 'check') check(c, r);
    else if (c.kind === 'loop') loop(c, r);
    else if (c.kind === 'branch') branch(c, r);
    else whileLoop(c, r);
  }
};
