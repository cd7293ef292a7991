/** A compiled program in memory: linked once, then run without allocating. */
import type { Located, Lowered } from '../compile/index.ts';
import { KernelError, NonFiniteError } from '../core/error.ts';
import { sizeOf } from '../core/layout.ts';
import { byteSize, isFloat } from '../types/dtype.ts';
import { type Addresses, makeAddresses } from './addresses.ts';
import { execute, type KernelStep, type Running, type Step } from './execute.ts';
import type { Input, Machine, Program } from './machine.ts';
import { makeSharing, type Sharing } from './sharing.ts';
import { WorkerFailure } from './team.ts';
import { viewAt, writeAt } from './typed-array.ts';

export interface LoadOptions {
  /** Looks for NaN and infinity after every command, and names the first op that makes one. */
  readonly debug?: boolean;
}

const address = ({ address: a }: Located, at: Addresses): number => at.baseOf(a.region) + a.offset;

/** Where a command has just written. */
const written = (machine: Machine, at: Addresses, w: Located): number =>
  w.word === undefined
    ? address(w, at)
    : new Int32Array(machine.memory.buffer, at.image + 4 * w.word, 1)[0]! >>> 0;

/** Throws NonFiniteError when a command has written a NaN or an infinity. */
const watchFor =
  (machine: Machine, at: Addresses, record: number) =>
  (c: KernelStep): void => {
    for (const w of c.writes) {
      const { dtype, shape } = w.buffer.type;
      if (!isFloat(dtype)) continue;
      const where = written(machine, at, w);
      const words = new Int32Array(machine.memory.buffer, record, 4);
      words.set([0, sizeOf(shape), where, 0]);
      machine.kernels[dtype.dtype === 'f32' ? 'nonFinite' : 'nonFinite64'](record);
      const found = words[3]! - 1;
      if (found < 0) continue;
      const place = where + byteSize(dtype) * found;
      const [value] = viewAt(machine.memory.buffer, dtype, place, 1);
      throw new NonFiniteError(`${c.path}: ${value} at position ${found} of [${shape.join(', ')}]`);
    }
  };

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);

const kernelError = ({ path, kernel }: KernelStep, cause: unknown): KernelError =>
  new KernelError(`${path}: the kernel ${kernel} has stopped: ${messageOf(cause)}`, { cause });

const findKernel = (steps: readonly Step[], record: number): KernelStep | undefined => {
  for (const s of steps) {
    if (s.kind === 'kernel' && s.record === record) return s;
    const inner =
      s.kind === 'loop'
        ? s.body
        : s.kind === 'while'
          ? [...s.test, ...s.body]
          : s.kind === 'branch'
            ? [...s.whenTrue, ...s.whenFalse]
            : [];
    const found = findKernel(inner, record);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A failure of a worker, which knows the record alone, with the path of its op. */
const named = (error: unknown, { commands }: Lowered): unknown => {
  if (!(error instanceof WorkerFailure)) return error;
  const step = findKernel(commands, error.failure.record);
  return step === undefined ? error : kernelError(step, error);
};

/** Runs the linked program: here alone, or with the threads that come. */
const runOnce = (
  machine: Machine,
  lowered: Lowered,
  at: Addresses,
  sharing: Sharing | null,
  watch: Running['watch'],
): void => {
  const { memory, kernels } = machine;
  const alone = (steps: readonly Step[] = lowered.commands, barrier = (): void => {}): void => {
    const words = new Int32Array(memory.buffer, at.image, lowered.words.length);
    const status = new Int32Array(memory.buffer, at.status, 1);
    status[0] = 0;
    const failed = (step: KernelStep, cause: unknown): never => {
      throw kernelError(step, cause);
    };
    execute(steps, { kernels, memory, image: at.image, words, status, watch, barrier, failed });
  };
  try {
    if (sharing !== null) sharing.run(alone);
    else {
      at.link(1, []);
      alone();
    }
  } catch (error) {
    at.spoil();
    throw named(error, lowered);
  }
};

/** Loads a program: its words and constants are copied in now, its inputs at every run. */
export const load = (
  machine: Machine,
  lowered: Lowered,
  inputs: readonly Input[],
  options: LoadOptions = {},
): Program => {
  const { memory, heap } = machine;
  const at = makeAddresses(machine, lowered, inputs);
  const record = options.debug === true ? heap.allocate(16) : null;
  const watch = record === null ? undefined : watchFor(machine, at, record);
  // the debug mode names the first op that makes a NaN: one thread
  const sharing = record === null ? makeSharing(machine, lowered, at) : null;
  return {
    lowered,
    write: (i, data) => {
      at.bind(i, null);
      // first: it may grow the memory, which detaches the buffer
      const where = at.inputAddress(i);
      writeAt(memory.buffer, inputs[i]!.type.dtype, where, data);
    },
    bind: (i, where) => at.bind(i, where),
    run: () => runOnce(machine, lowered, at, sharing, watch),
    read: (k) => {
      const result = lowered.results[k]!;
      const { dtype, shape } = result.buffer.type;
      return viewAt(memory.buffer, dtype, address(result, at), sizeOf(shape)).slice();
    },
    free: () => {
      at.free();
      sharing?.free();
      if (record !== null) heap.free(record);
    },
  };
};
