/**
 * What an editor shows for the exported constants of a file, asked of the TypeScript 6 API. A case is one line before
 * the constant:
 *
 *     // hover: Tensor<["B", 784], f32>
 *     export const flat = ...
 *     // signature: (x: Tensor<["B", 784], f32>, ...)       of the call that gives the constant its value
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { CONFIG_FOLDER, type Form, userOptions } from './compile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WHOLE = ts.TypeFormatFlags.NoTruncation;

export interface Hover {
  readonly name: string;
  readonly text: string;
}

const CASE = /^\/\/ (hover|signature): (.*)\nexport const (\w+)/gm;
/** The hovers that a file states. */
export const statedIn = (source: string): readonly Hover[] =>
  [...source.matchAll(CASE)].map(([, kind, text, name]) => ({
    name: `${kind} of ${name!}`,
    text: text!,
  }));

const programOf = (form: Form, file: string): ts.Program => {
  const { config } = ts.readConfigFile(resolve(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const compilerOptions = { ...config.compilerOptions, ...userOptions(form) };
  const { options } = ts.parseJsonConfigFileContent(
    { compilerOptions, files: [file] },
    ts.sys,
    CONFIG_FOLDER,
  );
  return ts.createProgram([file], { ...options, declaration: false });
};

const declarationsIn = (file: ts.SourceFile): readonly ts.VariableDeclaration[] =>
  file.statements.filter(ts.isVariableStatement).flatMap((s) => s.declarationList.declarations);

const signature = (checker: ts.TypeChecker, call: ts.Expression | undefined): string => {
  const resolved = call && ts.isCallExpression(call) ? checker.getResolvedSignature(call) : null;
  return resolved ? checker.signatureToString(resolved, undefined, WHOLE) : 'no call';
};

/** The hovers that a file states, as the compiler prints them. */
export const shownIn = (form: Form, path: string, stated: readonly Hover[]): readonly Hover[] => {
  const program = programOf(form, path);
  const checker = program.getTypeChecker();
  const shown = new Map<string, string>(
    declarationsIn(program.getSourceFile(path)!).flatMap((d) => [
      [
        `hover of ${d.name.getText()}`,
        checker.typeToString(checker.getTypeAtLocation(d.name), undefined, WHOLE),
      ] as const,
      [`signature of ${d.name.getText()}`, signature(checker, d.initializer)] as const,
    ]),
  );
  return stated.map(({ name }) => ({ name, text: shown.get(name) ?? 'no such constant' }));
};
