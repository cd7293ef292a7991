/** A compiled program in memory: linked once, then run without allocating. */
import type { KernelCommand, Located, Lowered } from '../compile/index.ts';
import { NonFiniteError } from '../core/error.ts';
import { sizeOf } from '../core/layout.ts';
import { byteSize, isFloat } from '../types/dtype.ts';
import { type Addresses, makeAddresses } from './addresses.ts';
import { execute } from './execute.ts';
import type { Input, Machine, Program } from './machine.ts';
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
  (c: KernelCommand): void => {
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
  return {
    lowered,
    write: (i, data) => {
      at.bind(i, null);
      // first: it may grow the memory, which detaches the buffer
      const where = at.inputAddress(i);
      writeAt(memory.buffer, inputs[i]!.type.dtype, where, data);
    },
    bind: (i, where) => at.bind(i, where),
    run: () => {
      at.link();
      const words = new Int32Array(memory.buffer, at.image, lowered.words.length + 1);
      words[lowered.words.length] = 0;
      execute(lowered.commands, { machine, image: at.image, words, watch });
    },
    read: (k) => {
      const result = lowered.results[k]!;
      const { dtype, shape } = result.buffer.type;
      return viewAt(memory.buffer, dtype, address(result, at), sizeOf(shape)).slice();
    },
    free: () => {
      at.free();
      if (record !== null) heap.free(record);
    },
  };
};
