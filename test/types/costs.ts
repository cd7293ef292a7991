/**
 * What files cost the compiler, in type instantiations, asked of the TypeScript 6 API: one program of generated files,
 * checked one after the other, whose counter is read in between. Counts are exact and repeatable, unlike times. The
 * library is its declarations, as users have it.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { CONFIG_FOLDER, declarationsFor, userOptions } from './compile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DECLARATIONS = declarationsFor('budget');

/** What checking a file costs, and its first error. */
export interface Cost {
  readonly instantiations: number;
  readonly error: string;
}

const options = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(resolve(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const compilerOptions = {
    ...config.compilerOptions,
    ...userOptions('declarations', DECLARATIONS),
    ...{ lib: ['es2023'], types: [], verbatimModuleSyntax: false, declaration: false },
  };
  const json = { compilerOptions, files: ['none.ts'] };
  return ts.parseJsonConfigFileContent(json, ts.sys, CONFIG_FOLDER).options;
};

/** A host whose disk also has these files. */
const hostOf = (files: ReadonlyMap<string, string>, settings: ts.CompilerOptions) => {
  const host = ts.createCompilerHost(settings);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, target, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, target, ...rest)
      : ts.createSourceFile(name, text, target, true);
  };
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  return host;
};

const pathOf = (name: string): string => `${CONFIG_FOLDER}/budget/${name}.ts`;
const settings = options();

/** The names that `typegrad` exports, types and values. */
export const exportedNames = (): ReadonlySet<string> => {
  const index = `${DECLARATIONS}/index.d.ts`;
  const program = ts.createProgram([index], settings);
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(index)!);
  return new Set(checker.getExportsOfModule(symbol!).map(({ name }) => name));
};

/** What each of the files costs when they are checked in this order by one checker: name, text. */
export const costsOf = (
  texts: readonly (readonly [name: string, text: string])[],
): ReadonlyMap<string, Cost> => {
  const files = new Map(texts.map(([name, text]) => [pathOf(name), text]));
  const program = ts.createProgram([...files.keys()], settings, hostOf(files, settings));
  const costOf = (name: string): Cost => {
    const before = program.getInstantiationCount();
    const file = program.getSourceFile(pathOf(name));
    const [first] = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    const error =
      first === undefined ? '' : ts.flattenDiagnosticMessageText(first.messageText, '\n');
    return { instantiations: program.getInstantiationCount() - before, error };
  };
  return new Map(texts.map(([name]) => [name, costOf(name)]));
};
