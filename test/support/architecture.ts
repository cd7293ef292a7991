/**
 * The rules of the house as functions from parsed sources to violations: layers, imports, and what a file may contain.
 * test/architecture.test.ts applies them to src.
 */
import ts from 'typescript';

/** A path relative to the repository, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Parsed extends Source {
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** The imported file relative to the repository, or undefined for a package. */
  readonly target: string | undefined;
  /** Erased by the compiler: `import type`, `export type`. */
  readonly erased: boolean;
}

/** Every line names the file first. */
export type Rule = (sources: readonly Parsed[]) => readonly string[];

// ---- parsing ------------------------------------------------------------------------------------

const resolve = (from: string, specifier: string): string | undefined => {
  if (!specifier.startsWith('.')) return undefined;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
};

/** All nodes below, in source order. */
export const descendants = (root: ts.Node): readonly ts.Node[] => {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return found;
};

type Edge = readonly [specifier: ts.Node | undefined, erased: boolean];

/** Static imports, re-exports, `import()` and `import('...')` types. */
const edgeOf = (node: ts.Node): Edge => {
  if (ts.isImportDeclaration(node)) {
    return [node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword];
  }
  if (ts.isExportDeclaration(node)) return [node.moduleSpecifier, node.isTypeOnly];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return [node.argument.literal, true];
  }
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return [dynamic ? node.arguments[0] : undefined, false];
};

const importsOf = (path: string, tree: ts.SourceFile): readonly Import[] =>
  descendants(tree).flatMap((node) => {
    const [specifier, erased] = edgeOf(node);
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return [];
    return [{ specifier: specifier.text, target: resolve(path, specifier.text), erased }];
  });

export const parse = ({ path, text }: Source): Parsed => {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  return { path, text, tree, imports: importsOf(path, tree) };
};

const lineOf = (tree: ts.SourceFile, position: number): number =>
  tree.getLineAndCharacterOfPosition(position).line + 1;

const place = ({ path, tree }: Parsed, node: ts.Node): string =>
  `${path}:${lineOf(tree, node.getStart(tree))}`;

const generated = ({ path }: Source): boolean => path.endsWith('.gen.ts');

// ---- layers -------------------------------------------------------------------------------------

const LANGUAGE = ['types', 'core', 'prim'];
const MODEL = [...LANGUAGE, 'transform', 'control', 'ops', 'random', 'tree'];
const MACHINE = [...LANGUAGE, 'control', 'compile', 'runtime', 'tree'];

/** What a folder may import besides itself. Files directly in src are the public doors and assemble everything. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  types: [],
  core: ['types'],
  prim: ['types', 'core'],
  tree: ['types', 'core'],
  editor: ['types', 'core'],
  transform: LANGUAGE,
  control: [...LANGUAGE, 'transform'],
  ops: [...LANGUAGE, 'transform', 'control', 'tree'],
  random: [...LANGUAGE, 'transform', 'control', 'ops'],
  compile: [...LANGUAGE, 'control'],
  runtime: [...LANGUAGE, 'control', 'compile', 'tree'],
  build: MACHINE,
  data: MACHINE,
  io: MACHINE,
  nn: MODEL,
  loss: MODEL,
  metric: MODEL,
  optim: MODEL,
  train: [...MODEL, 'compile', 'runtime', 'data', 'io', 'nn', 'loss', 'metric', 'optim'],
};

const everything = [...Object.keys(LAYERS), ''];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...LAYERS,
  '': Object.keys(LAYERS),
  cli: everything,
  testing: everything,
};

/** src/core/node.ts: 'core'; src/index.ts: ''. */
const folderOf = (path: string): string => /^src\/([^/]+)\//.exec(path)?.[1] ?? '';

const crossings = (sources: readonly Parsed[]) =>
  sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ target }) =>
      target === undefined || (target.startsWith('src/') && folderOf(target) === folderOf(path))
        ? []
        : [{ path, target, from: folderOf(path), to: folderOf(target) }],
    ),
  );

/** A folder imports only from those above it, and `src` nothing from outside `src`. */
export const layerOrder: Rule = (sources) =>
  crossings(sources).flatMap(({ path, target, from, to }) => {
    if (!target.startsWith('src/')) return [`${path}: imports ${target}, outside src`];
    if (!(from in ALLOWED)) return [`${path}: the folder ${from} has no place in the layers`];
    return ALLOWED[from]?.includes(to) ? [] : [`${path}: ${from} may not import ${target}`];
  });

/**
 * Another folder is entered by its index.ts, except types, core and prim, whose files are the language itself, and ops,
 * whose vocabulary.ts is the part of its index that the package exports.
 */
export const frontDoors: Rule = (sources) =>
  crossings(sources).flatMap(({ path, target, to }) => {
    const index =
      target === `src/${to}/index.ts` || target === 'src/ops/vocabulary.ts' || to === '';
    const language = LANGUAGE.includes(to);
    return index || language ? [] : [`${path}: imports ${target} past the folder's index.ts`];
  });

// ---- cycles -------------------------------------------------------------------------------------

const edges = (sources: readonly Parsed[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.flatMap(({ target, erased }) => (target === undefined || erased ? [] : [target])),
    ]),
  );

/** No file reaches itself at run time. Types may refer to each other within a folder: a graph's types are mutual. */
export const acyclic: Rule = (sources) => {
  const graph = edges(sources);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
};

// ---- packages -----------------------------------------------------------------------------------

const AT_THE_EDGE: readonly string[] = ['io', 'cli', 'data'];

/** io-ts stays at the boundary, where data comes from outside. */
export const codecsAtTheEdge: Rule = (sources) =>
  sources
    .filter(({ path }) => !AT_THE_EDGE.includes(folderOf(path)))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => /^io-ts(\/|$)/.test(specifier))
        .map(({ specifier }) => `${path}: imports ${specifier} outside io, cli, data`),
    );

/** Sources use the packages that package.json promises to install, and node. */
export const declaredPackages =
  (packages: readonly string[]): Rule =>
  (sources) =>
    sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, specifier }) => target === undefined && !/^(node:|#)/.test(specifier))
        .filter(
          ({ specifier }) =>
            !packages.some((p) => specifier === p || specifier.startsWith(`${p}/`)),
        )
        .map(({ specifier }) => `${path}: ${specifier} is no dependency of package.json`),
    );

// ---- contents -----------------------------------------------------------------------------------

const nodesWhere =
  (what: string, test: (node: ts.Node) => boolean): Rule =>
  (sources) =>
    sources.flatMap((source) =>
      descendants(source.tree)
        .filter(test)
        .map((node) => `${place(source, node)}: ${what}`),
    );

export const noAny: Rule = nodesWhere('any', (node) => node.kind === ts.SyntaxKind.AnyKeyword);

/** `x as T` and `<T>x`; `as const` states no type, and `!` is for array elements. */
const isCast = (node: ts.Node): boolean =>
  ts.isTypeAssertionExpression(node) ||
  (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type));

/** How many casts a file may have: the typed shell is where graph values become typed tensors. */
export const castsOnlyIn =
  (allowed: Readonly<Record<string, number>>): Rule =>
  (sources) =>
    sources.flatMap((source) => {
      const casts = nodesWhere('cast', isCast)([source]);
      return casts.length > (allowed[source.path] ?? 0) ? casts : [];
    });

/** No cast but to types that match. */
export const noCasts = (allowed: RegExp): Rule =>
  nodesWhere(
    'cast',
    (node) => isCast(node) && !(ts.isAsExpression(node) && allowed.test(node.type.getText())),
  );

const COMPILER_ESCAPE = /@ts-(ignore|expect-error|nocheck)/;

export const noEscapes: Rule = (sources) =>
  sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, i) =>
        COMPILER_ESCAPE.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [],
      ),
  );

export const headerComment: Rule = (sources) =>
  sources
    .filter((source) => !generated(source))
    .filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text))
    .map(({ path }) => `${path}: does not start with a comment that says what the file is for`);

// ---- module-level state -------------------------------------------------------------------------

const STATELESS: readonly string[] = [
  'types',
  'core',
  'prim',
  'transform',
  'control',
  'ops',
  'compile',
];

const CONTAINER =
  /^(Weak)?(Map|Set)$|^Array$|^(Shared)?ArrayBuffer$|^DataView$|^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$/;

/** Names of type aliases that stand for a readonly container wherever they are declared. */
const readonlyAliases = (sources: readonly Parsed[]): ReadonlySet<string> => {
  const aliases = sources.flatMap(({ tree }) => tree.statements.filter(ts.isTypeAliasDeclaration));
  const mutable = aliases.filter(({ type }) => !isReadonlyText(type)).map(({ name }) => name.text);
  return new Set(aliases.map(({ name }) => name.text).filter((name) => !mutable.includes(name)));
};

const isReadonlyText = (type: ts.TypeNode): boolean =>
  /^(readonly\b|Readonly)/.test(type.getText());

/** A container that code could still change: new Map(), [], {}, a literal array without `as const`. */
const isMutable = (
  { initializer: value, type }: ts.VariableDeclaration,
  aliases: ReadonlySet<string>,
): boolean => {
  if (value === undefined) return false;
  if (type !== undefined && (isReadonlyText(type) || aliases.has(type.getText()))) return false;
  if (ts.isNewExpression(value)) return CONTAINER.test(value.expression.getText());
  if (ts.isArrayLiteralExpression(value)) return true;
  return ts.isObjectLiteralExpression(value) && value.properties.length === 0;
};

const stateOf = (source: Parsed, aliases: ReadonlySet<string>): readonly string[] =>
  source.tree.statements.filter(ts.isVariableStatement).flatMap(({ declarationList: list }) => {
    const variable = (list.flags & ts.NodeFlags.Const) === 0;
    return list.declarations
      .filter((declaration) => variable || isMutable(declaration, aliases))
      .map((d) => `${place(source, d)}: module-level state ${d.name.getText()}`);
  });

/** Module level only: a function's own variables are its business. */
export const noModuleState: Rule = (sources) => {
  const aliases = readonlyAliases(sources);
  return sources
    .filter(({ path }) => STATELESS.includes(folderOf(path)))
    .flatMap((source) => stateOf(source, aliases));
};

// ---- sizes --------------------------------------------------------------------------------------

export interface Measured {
  readonly where: string;
  readonly lines: number;
}

const linesOf = ({ tree }: Parsed, node: ts.Node): number =>
  lineOf(tree, node.getEnd()) - lineOf(tree, node.getStart(tree)) + 1;

const hasBody = (node: ts.Node): boolean =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

/** Functions with a name of their own; a callback is part of the function around it. */
const isNamed = (node: ts.Node): boolean =>
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node) ||
  ts.isVariableDeclaration(node.parent) ||
  ts.isPropertyAssignment(node.parent);

const measure = (
  sources: readonly Parsed[],
  test: (node: ts.Node) => boolean,
): readonly Measured[] =>
  sources.flatMap((source) =>
    descendants(source.tree)
      .filter((node) => hasBody(node) && test(node))
      .map((node) => ({ where: place(source, node), lines: linesOf(source, node) })),
  );

export const fileLines =
  (limit: number): Rule =>
  (sources) =>
    sources
      .filter((source) => !generated(source))
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > limit)
      .map(({ path, lines }) => `${path}: ${lines} lines, at most ${limit}`);

export const functionLines =
  (limit: number): Rule =>
  (sources) =>
    measure(sources, () => true)
      .filter(({ lines }) => lines > limit)
      .map(({ where, lines }) => `${where}: a function of ${lines} lines, at most ${limit}`);

/** The median length of all named functions stays below the limit. */
export const medianFunction =
  (limit: number): Rule =>
  (sources) => {
    const lengths = measure(sources, isNamed)
      .map(({ lines }) => lines)
      .sort((a, b) => a - b);
    const median = lengths[lengths.length >> 1] ?? 0;
    return median < limit
      ? []
      : [`median of ${lengths.length} functions: ${median} lines, below ${limit} wanted`];
  };

// ---- tests --------------------------------------------------------------------------------------

const NOT_RUN = /^(it|test|describe|suite)\.(skip|todo|only|skipIf|runIf|fails)\b/;

/** Every test that is written runs. */
export const noSkippedTests: Rule = nodesWhere(
  'a test that does not simply run',
  (node) => ts.isPropertyAccessExpression(node) && NOT_RUN.test(node.getText()),
);
