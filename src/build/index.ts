/**
 * Programs of fixed sizes as WebAssembly modules of their own: the commands of a plan with constant addresses, loops in
 * place of interpreted programs, and of the kernels those that are called.
 */
import { compile } from '../compile/index.ts';
import { type ConcreteType, concrete } from '../core/check.ts';
import type { Graph } from '../core/node.ts';
import type { TypedArray } from '../core/strided.ts';
import { mapSwitches } from './map-switch.ts';
import { placeAll } from './memory.ts';
import { opcodes } from './opcodes.ts';
import { sourceOf } from './source.ts';
import { withData } from './wasm.ts';
import { type Door, declarationText, moduleText } from './wrapper.ts';

export { mapSwitches } from './map-switch.ts';
export { type Opcode, opcodes } from './opcodes.ts';

/** Turns AssemblyScript into WebAssembly: the entry's text, and of other modules those that are replaced, by path. */
export type Compiler = (program: Sources) => Promise<Uint8Array>;

export interface Sources {
  /** stands beside index.ts of the kernels */
  readonly entry: string;
  /** by their paths from the entry */
  readonly replaced: ReadonlyMap<string, string>;
  /** the first byte that the compiler may use for constants of its own */
  readonly memoryBase: number;
}

/** A graph of fixed sizes; all inputs but one are data that the module carries. */
export interface Model {
  readonly graph: Graph;
  /** null for the input of every call */
  readonly data: readonly (TypedArray | null)[];
  /** a sentence on what comes out */
  readonly what: string;
}

/** The three files of a built model. */
export interface Built {
  readonly wasm: Uint8Array;
  readonly module: string;
  readonly declaration: string;
  readonly input: ConcreteType;
  readonly output: ConcreteType;
}

/** `index`: the text of the module that exports all kernels; `file`: the name that the WebAssembly will have. */
export const build = async (
  { graph, data, what }: Model,
  index: string,
  file: string,
  run: Compiler,
): Promise<Built> => {
  const lowered = compile(graph);
  const types = graph.params.map(concrete);
  const memory = placeAll(
    lowered,
    types.map((type, i) => ({ type, data: data[i]! })),
  );
  const source = sourceOf(lowered, memory, opcodes(), index);
  const [narrow, wide] = mapSwitches(opcodes(), (n) => source.opcodes.has(n));
  const compiled = await run({
    entry: source.text,
    replaced: new Map([
      ['kernels/map.gen.ts', narrow],
      ['kernels/map64.gen.ts', wide],
    ]),
    memoryBase: memory.end,
  });
  const open = data.indexOf(null);
  const door: Door = {
    wasm: file,
    input: { type: types[open]!, address: memory.inputs[open]! },
    output: { type: lowered.results[0]!.buffer.type, address: memory.results[0]! },
    bounds: lowered.checks.filter(({ input }) => input === open),
    status: memory.status,
    checked: source.checked,
  };
  return {
    wasm: withData(compiled, memory.segments),
    module: moduleText(door),
    declaration: declarationText(door, what),
    input: door.input.type,
    output: door.output.type,
  };
};
