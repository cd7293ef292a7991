/** `typegrad build`: a model with its weights as a WebAssembly module of its own, and an ES module around it. */
import { basename } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { build } from '../build/index.ts';
import { concreteShape } from '../core/check.ts';
import { writeWhole } from '../io/index.ts';
import type { Sizes } from '../types/dim.ts';
import { compilerOf, kernelIndex, type Load } from './assemblyscript.ts';
import { graphOf, networkOf } from './build-model.ts';
import { need } from './failure.ts';
import { printableError } from './printable.ts';

export interface BuildFlags {
  /** the folder of a run, or a module that exports a network */
  readonly model: string;
  /** the weights of a module's network */
  readonly weights: string | null;
  readonly out: string;
  readonly sizes: Sizes;
}

export interface BuildReport {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
}

const Shape = t.readonlyArray(t.number);
export const BuildReportCodec: t.Type<BuildReport, unknown> = t.type({
  input: Shape,
  output: Shape,
  files: t.readonlyArray(t.type({ file: t.string, bytes: t.number })),
});

/** The names of the three files; `out` ends in .wasm. */
const namesOf = (out: string) => {
  const stem = out.replace(/\.wasm$/, '');
  return { wasm: out, module: `${stem}.js`, declaration: `${stem}.d.ts` };
};

/** Builds a model and writes its files, each whole or not at all; throws Refused for what is no model. */
export const buildModel = async (flags: BuildFlags, from?: Load): Promise<BuildReport> => {
  const graph = graphOf(await networkOf(flags.model, flags.weights), flags.sizes, flags.model);
  const names = namesOf(flags.out);
  const built = await build(graph, kernelIndex(), basename(names.wasm), compilerOf(from));
  const text = new TextEncoder();
  const files = [
    { file: names.wasm, bytes: built.wasm },
    { file: names.module, bytes: text.encode(built.module) },
    { file: names.declaration, bytes: text.encode(built.declaration) },
  ];
  for (const { file, bytes } of files) {
    await need(pipe(writeWhole(file, bytes), TE.mapLeft(printableError)));
  }
  return {
    input: concreteShape(built.input.shape),
    output: concreteShape(built.output.shape),
    files: files.map(({ file, bytes }) => ({ file, bytes: bytes.length })),
  };
};

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;

export const buildText = ({ input, output, files }: BuildReport): string => {
  const width = Math.max(...files.map(({ file }) => file.length));
  const lines = files.map(({ file, bytes }) => `  ${file.padEnd(width)}  ${kibibytes(bytes)}\n`);
  return `\n  predict: [${input.join(', ')}] -> [${output.join(', ')}]\n\n${lines.join('')}\n`;
};
