/** Walks the commands of a linked program. */
import type { Command, KernelCommand, Loop } from '../compile/index.ts';
import { IndexError } from '../core/error.ts';
import type { Machine } from './machine.ts';

export interface Running {
  readonly machine: Machine;
  /** address of the words */
  readonly image: number;
  /** the words themselves, then the status word */
  readonly words: Int32Array;
  /** called after every kernel, in debug mode */
  readonly watch: ((command: KernelCommand) => void) | undefined;
}

const kernel = (c: KernelCommand, r: Running): void => {
  r.machine.kernels[c.kernel](r.image + c.record * 4);
  if (c.status) checkStatus(c, r.words);
  if (r.watch !== undefined) r.watch(c);
};

const checkStatus = (c: KernelCommand, words: Int32Array): void => {
  const status = words.at(-1)!;
  if (status !== 0) {
    throw new IndexError(`${c.path}: the index at position ${status - 1} is out of range`);
  }
};

const move = ({ moves }: Loop, words: Int32Array, steps: number): void => {
  for (const { word, stride } of moves) words[word] = words[word]! + steps * stride;
};

const loop = ({ loop: l, body }: Extract<Command, { readonly kind: 'loop' }>, r: Running): void => {
  if (l.length === 0) return;
  const step = l.reverse ? -1 : 1;
  if (l.reverse) move(l, r.words, l.length - 1);
  for (let i = 0; i < l.length; i++) {
    execute(body, r);
    if (i + 1 < l.length) move(l, r.words, step);
  }
  if (!l.reverse) move(l, r.words, 1 - l.length);
};

const holds = (condition: number, r: Running): boolean =>
  new Uint8Array(r.machine.memory.buffer, r.words[condition]! >>> 0, 1)[0] !== 0;

const branch = (c: Extract<Command, { readonly kind: 'branch' }>, r: Running): void => {
  execute(holds(c.condition, r) ? c.whenTrue : c.whenFalse, r);
};

const whileLoop = (c: Extract<Command, { readonly kind: 'while' }>, r: Running): void => {
  for (;;) {
    execute(c.test, r);
    if (!holds(c.condition, r)) return;
    execute(c.body, r);
  }
};

export const execute = (commands: readonly Command[], r: Running): void => {
  for (const c of commands) {
    if (c.kind === 'kernel') kernel(c, r);
    else if (c.kind === 'loop') loop(c, r);
    else if (c.kind === 'branch') branch(c, r);
    else whileLoop(c, r);
  }
};
