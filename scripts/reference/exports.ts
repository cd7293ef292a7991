/** What the library exports, read with the compiler: name, entry point, file and comment. */
import ts from 'typescript';

export interface Member {
  readonly name: string;
  readonly text: string;
}
export interface Export extends Member {
  /** what to import it from: typegrad/data */
  readonly from: string;
  /** from the root: src/ops/smooth.ts */
  readonly file: string;
  /** where it stands in the file */
  readonly at: number;
  /** a type alone, which has no entry of its own */
  readonly isType: boolean;
  /** the members of what is exported as a namespace, or as an object that is written out */
  readonly members: readonly Member[];
}

const ENTRIES = [
  ['typegrad', 'src/index.ts'],
  ['typegrad/data', 'src/data/index.ts'],
  ['typegrad/train', 'src/train/index.ts'],
  ['typegrad/io', 'src/io/index.ts'],
  ['typegrad/testing', 'src/testing/index.ts'],
  ['typegrad/extend', 'src/extend.ts'],
] as const;

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: [],
};

const original = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

const commentOf = (checker: ts.TypeChecker, symbol: ts.Symbol): string => {
  const file = symbol.declarations?.find(ts.isSourceFile);
  if (file === undefined) return ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return (/^\/\*\*(.*?)\*\//s.exec(file.text)?.[1] ?? '').replace(/^ \*/gm, '').trim();
};

const membersOf = (checker: ts.TypeChecker, symbol: ts.Symbol): readonly ts.Symbol[] => {
  if (symbol.flags & ts.SymbolFlags.ValueModule) return checker.getExportsOfModule(symbol);
  if (!(symbol.flags & ts.SymbolFlags.Variable)) return [];
  const type = checker.getTypeOfSymbol(symbol);
  const written = type.symbol?.flags & ts.SymbolFlags.TypeLiteral;
  return written && type.getCallSignatures().length === 0 ? type.getProperties() : [];
};

const isValue = (symbol: ts.Symbol): boolean => (symbol.flags & ts.SymbolFlags.Value) !== 0;

/** Whether it is exported as a type, whatever it is: `export type { Out }`. */
const isTypeAlone = (symbol: ts.Symbol): boolean =>
  symbol.declarations?.some((d) => ts.isExportSpecifier(d) && ts.isTypeOnlyExportDeclaration(d)) ===
  true;

const describe = (checker: ts.TypeChecker, root: string, from: string, name: string) => {
  const memberOf = (symbol: ts.Symbol): Member => ({
    name: symbol.name,
    text: commentOf(checker, original(checker, symbol)),
  });
  return (symbol: ts.Symbol, exported: ts.Symbol): Export => {
    const declaration = symbol.declarations![0]!;
    return {
      ...{ name, from, text: commentOf(checker, symbol), at: declaration.pos },
      file: declaration.getSourceFile().fileName.slice(root.length),
      isType: !isValue(symbol) || isTypeAlone(exported),
      members: membersOf(checker, symbol)
        .filter((s) => isValue(original(checker, s)))
        .map(memberOf),
    };
  };
};

/** Every value and type that the entry points export, once. `root` ends in a slash. */
export const exportsOf = (root: string): readonly Export[] => {
  const program = ts.createProgram(
    ENTRIES.map(([, path]) => `${root}${path}`),
    OPTIONS,
  );
  const checker = program.getTypeChecker();
  const all = ENTRIES.flatMap(([from, path]) =>
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(`${root}${path}`)!)!)
      .map((symbol) =>
        describe(checker, root, from, symbol.name)(original(checker, symbol), symbol),
      ),
  );
  return all.filter((x, i) => all.findIndex((y) => y.name === x.name && y.file === x.file) === i);
};
