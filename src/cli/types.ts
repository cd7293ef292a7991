/** `typegrad types`: the tensors of a safetensors file as a TypeScript module. */
import { basename } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { declareWeights, readWhole, sha256, writeWhole } from '../io/index.ts';
import { need } from './failure.ts';
import { printableError } from './printable.ts';

/** The module's text; throws Refused, with printable words, where the file is absent, damaged, or no tree. */
export const declareFile = (file: string): Promise<string> =>
  need(
    pipe(
      readWhole(file),
      TE.chainEitherK((bytes) =>
        declareWeights(bytes, file, { name: basename(file), sha256: sha256(bytes) }),
      ),
      TE.mapLeft(printableError),
    ),
  );

/** Writes the module whole or not at all. */
export const writeDeclaration = (out: string, text: string): Promise<void> =>
  need(pipe(writeWhole(out, new TextEncoder().encode(text)), TE.mapLeft(printableError)));
