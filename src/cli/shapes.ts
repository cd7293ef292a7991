/** `typegrad shapes`: the tensors of a TypeScript file, through the TypeScript of its project. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { type BoundaryError, boundaryError, systemError } from '../core/boundary.ts';
import { compilerFor, isCompiler, listingOf, projectOf, type Sizes } from '../editor/index.ts';
import { must } from './failure.ts';
import { flagError, type Given } from './flags.ts';
import type { Shapes } from './shapes-codec.ts';

const SIZE = /^([A-Za-z_]\w*)=(\d+)$/;

/** The sizes of --size B=128, which may be given several times. */
export const decodeSizes = (given: Given): E.Either<BoundaryError, Sizes> => {
  const words = given['size'];
  const sizes = new Map<string, number>();
  for (const word of Array.isArray(words) ? words : []) {
    const [, name, value] = SIZE.exec(String(word)) ?? [];
    if (name === undefined || !Number.isSafeInteger(Number(value)))
      return E.left(flagError('--size', 'a name and a whole number, as B=128', `'${word}'`));
    sizes.set(name, Number(value));
  }
  return E.right(sizes);
};

const checkFile = (path: string): E.Either<BoundaryError, string> => {
  try {
    return statSync(path).isFile()
      ? E.right(resolve(path))
      : E.left(boundaryError(path, 'path', 'a file', 'a folder'));
  } catch (cause) {
    return E.left(systemError(path, 'path', cause));
  }
};

const SOURCE = /\.[cm]?tsx?$/;
const checkName = (path: string): E.Either<BoundaryError, string> =>
  SOURCE.test(path)
    ? checkFile(path)
    : E.left(boundaryError(path, 'name', 'a TypeScript file, as model.ts', 'another name'));

/** Lists a file; throws Refused where it, its project or its compiler is not there. */
export const listShapes = async (
  file: string,
  sizes: Sizes,
  project: string | null,
): Promise<Shapes> => {
  const path = must(checkName(file));
  const config = project === null ? projectOf(path) : must(checkFile(project));
  const compiler = await compilerFor(path, config);
  if (!isCompiler(compiler)) {
    const expected = 'the package typescript, 5.9 or later, installed for it';
    return must(E.left(boundaryError(file, 'compiler', expected, compiler.found)));
  }
  return { file, typescript: compiler.version, ...listingOf(compiler, path, sizes) };
};
