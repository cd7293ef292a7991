/** Every export of every entry point says what it is: in its own comment, a sentence at least. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly source: string }>>;
};
const entries = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[name, `${ROOT}${target.source.slice(2)}`] as const],
);

const program = ts.createProgram(
  entries.map(([, path]) => path),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  },
);
const checker = program.getTypeChecker();

const original = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The comment of a declaration, or the header of a file that is exported as a namespace. */
const commentOf = (symbol: ts.Symbol): string => {
  const file = symbol.declarations?.find(ts.isSourceFile);
  return file === undefined
    ? ts.displayPartsToString(symbol.getDocumentationComment(checker))
    : (/^\/\*\*(.*?)\*\//s.exec(file.text)?.[1] ?? '');
};

const exportsOf = (path: string): readonly ts.Symbol[] =>
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!);

describe.each(entries)('%s', (_, path) => {
  test('says of every export what it is', () => {
    const silent = exportsOf(path)
      .filter((symbol) => !/\w.*[.:`]\s*$/s.test(commentOf(original(symbol))))
      .map((symbol) => symbol.name);
    expect(exportsOf(path).length).toBeGreaterThan(2);
    expect(silent).toEqual([]);
  });
});
