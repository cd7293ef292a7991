/**
 * TypeScript 7, whose compiler runs in a process of its own: of its modules `typescript/unstable/sync` and `.../ast`
 * (7.0) or `typescript/sync` and `.../ast` (from 7.1), what a listing needs.
 */
import { dirname, join } from 'node:path';
import {
  type Compiler,
  type CompilerError,
  configurationOf,
  type Declared,
  type Program,
} from './program.ts';

interface Node {
  readonly kind: number;
  readonly end: number;
  readonly parent?: Node;
  readonly name?: Node;
  readonly expression?: Node;
  readonly arguments?: Iterable<Node>;
  readonly initializer?: Node;
  getStart(): number;
  forEachChild(visit: (child: Node) => undefined): unknown;
}
interface SourceFile extends Node {
  readonly text: string;
}
interface Type {
  getTypes?(): readonly Type[] | undefined;
  isTypeReference(): boolean;
  isIntersectionType(): boolean;
}
interface Symbol {
  readonly name: string;
}
type Signature = object;
interface Diagnostic {
  readonly pos: number;
  readonly end: number;
  readonly code: number;
  readonly text: string;
  readonly messageChain?: readonly Diagnostic[] | undefined;
}
interface Checker {
  getTypeAtLocation(node: Node): Type | undefined;
  getResolvedSignature(node: Node): Signature | undefined;
  getParameterType(signature: Signature, index: number): Type | undefined;
  typeToString(type: Type, enclosing?: Node, flags?: number): string;
  getPropertiesOfType(type: Type): readonly Symbol[];
  getTypeOfSymbol(symbol: Symbol): Type | undefined;
  getTypeArguments(type: Type): readonly Type[];
}
interface Project {
  readonly checker: Checker;
  readonly program: {
    getSourceFile(file: string): SourceFile | undefined;
    getSyntacticDiagnostics(file: string): readonly Diagnostic[];
    getSemanticDiagnostics(file: string): readonly Diagnostic[];
  };
}
/** A session of 7.0: files in memory are read through callbacks. */
interface Session70 {
  updateSnapshot(params: {
    readonly openProjects?: readonly string[];
    readonly fileChanges?: { readonly changed: readonly string[] };
  }): { getProject(config: string): Project | undefined };
  close(): void;
}
/** A session from 7.1 on: every snapshot has its own files in memory. */
interface Session71 {
  createSnapshot(params: {
    readonly openProjects: readonly string[];
    readonly fileSystem: { readonly kind: 'layer'; readonly files: Files };
  }): { getConfiguredProject(config: string): Project | undefined };
  close(): void;
}
type Files = Readonly<Record<string, string>>;

/** Its module for programs. */
export interface NativeSync {
  readonly API: new (options: {
    readonly cwd: string;
    readonly fs?: {
      readonly readFile: (file: string) => string | undefined;
      readonly fileExists: (file: string) => boolean | undefined;
    };
  }) => Session70 | Session71;
  readonly NodeBuilderFlags: { readonly NoTruncation: number };
}
/** Its module for syntax. */
export interface NativeAst {
  readonly SyntaxKind: Readonly<Record<Kind, number>>;
}
type Kind =
  | 'CallExpression'
  | 'VariableDeclaration'
  | 'BindingElement'
  | 'Identifier'
  | 'StringLiteral';

const isObject = (u: unknown): u is object => typeof u === 'object' && u !== null;
export const isNativeSync = (module: unknown): module is NativeSync =>
  isObject(module) && 'API' in module && 'NodeBuilderFlags' in module;
export const isNativeAst = (module: unknown): module is NativeAst =>
  isObject(module) && 'SyntaxKind' in module;

/** The two modules. */
export interface Native {
  readonly version: string;
  readonly sync: NativeSync;
  readonly ast: NativeAst;
}

interface Opened {
  readonly native: Native;
  readonly file: string;
  readonly project: Project;
  readonly source: SourceFile;
  /** the project with another text of the file */
  readonly again: (text: string) => Project;
}

const linesOf = ({ text, messageChain = [] }: Diagnostic): readonly string[] => [
  ...text.split('\n'),
  ...messageChain.flatMap(linesOf),
];
const errorOf = (diagnostic: Diagnostic): CompilerError => ({
  start: diagnostic.pos,
  end: diagnostic.end,
  code: diagnostic.code,
  lines: linesOf(diagnostic),
});

const childrenOf = (node: Node): readonly Node[] => {
  const found: Node[] = [];
  node.forEachChild((child) => {
    found.push(child);
  });
  return found;
};

/** Whether it declares a variable, by itself or in a pattern. */
const isConstant = (node: Node, kinds: NativeAst['SyntaxKind']): boolean =>
  node.kind === kinds.BindingElement && node.parent?.parent !== undefined
    ? isConstant(node.parent.parent, kinds)
    : node.kind === kinds.VariableDeclaration;

const constantOf = (node: Node, kinds: NativeAst['SyntaxKind']): Declared<Node> | undefined => {
  if (node.name?.kind !== kinds.Identifier || !isConstant(node, kinds)) return undefined;
  const own = node.kind === kinds.VariableDeclaration;
  return { name: node.name, value: own ? node.initializer : undefined };
};

type Syntax = Pick<
  Program<Node, Type>,
  'root' | 'text' | 'children' | 'start' | 'end' | 'call' | 'constant' | 'isIdentifier' | 'isText'
>;

const syntaxOf = ({ native, source }: Opened): Syntax => {
  const kinds = native.ast.SyntaxKind;
  return {
    root: source,
    text: source.text,
    children: childrenOf,
    start: (node) => node.getStart(),
    end: (node) => node.end,
    call: (node) =>
      node.kind === kinds.CallExpression && node.expression !== undefined
        ? { callee: node.expression, args: [...(node.arguments ?? [])] }
        : undefined,
    constant: (node) => constantOf(node, kinds),
    isIdentifier: (node) => node.kind === kinds.Identifier,
    isText: (node) => node.kind === kinds.StringLiteral,
  };
};

const parametersOf = (checker: Checker, call: Node, count: number): Type[] => {
  const signature = checker.getResolvedSignature(call);
  if (signature === undefined) return [];
  return Array.from({ length: count }, (_, i) => checker.getParameterType(signature, i)).flatMap(
    (type) => type ?? [],
  );
};

const typed = <T>(checker: Checker, member: Symbol, f: (type: Type) => T): readonly T[] => {
  const type = checker.getTypeOfSymbol(member);
  return type === undefined ? [] : [f(type)];
};

const programOf = (opened: Opened): Program<Node, Type> => {
  const { native, file, project, again } = opened;
  const { checker, program } = project;
  const whole = native.sync.NodeBuilderFlags.NoTruncation;
  return {
    ...syntaxOf(opened),
    typeAt: (node) => checker.getTypeAtLocation(node),
    parameters: (call, count) => parametersOf(checker, call, count),
    show: (type) => checker.typeToString(type, undefined, whole),
    members: (type) =>
      checker
        .getPropertiesOfType(type)
        .flatMap((member) => typed(checker, member, (t) => [member.name, t] as const)),
    typeArguments: (type) => (type.isTypeReference() ? checker.getTypeArguments(type) : []),
    joined: (type) => (type.isIntersectionType() ? (type.getTypes?.() ?? []) : [type]),
    errors: () =>
      [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
        errorOf,
      ),
    with: (text) => programOf(openedIn(native, file, again(text), again)),
  };
};

const openedIn = (
  native: Native,
  file: string,
  project: Project,
  again: (text: string) => Project,
): Opened => {
  const source = project.program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not part of the program`);
  return { native, file, project, source, again };
};

/** A project that exists in memory alone, beside the one that it extends. */
interface Session {
  /** with these files in memory */
  readonly open: (files: Files) => Project | undefined;
  readonly close: () => void;
}

const session70 = ({ sync }: Native, config: string): Session => {
  let memory: Files = {};
  const inner = new sync.API({
    cwd: dirname(config),
    fs: {
      readFile: (name) => memory[name],
      fileExists: (name) => name in memory || undefined,
    },
  });
  if ('createSnapshot' in inner) throw new Error('this is a session of 7.1');
  return {
    open: (files) => {
      const changed = Object.keys(files);
      memory = files;
      const snapshot = inner.updateSnapshot({ openProjects: [config], fileChanges: { changed } });
      return snapshot.getProject(config);
    },
    close: () => inner.close(),
  };
};

const session71 = ({ sync }: Native, config: string): Session => {
  const inner = new sync.API({ cwd: dirname(config) });
  if (!('createSnapshot' in inner)) throw new Error('this is a session of 7.0');
  return {
    open: (files) =>
      inner
        .createSnapshot({ openProjects: [config], fileSystem: { kind: 'layer', files } })
        .getConfiguredProject(config),
    close: () => inner.close(),
  };
};

/** Opens the file, and again with other texts. */
const readWith = <R>(
  native: Native,
  project: string | undefined,
  file: string,
  use: (program: Program<Node, Type>) => R,
): R => {
  const config = join(dirname(project ?? file), 'tsconfig.typegrad-shapes.json');
  const configuration = JSON.stringify(configurationOf(project, file));
  const session = (/^7\.0\./.test(native.version) ? session70 : session71)(native, config);
  const open = (files: Files): Project => {
    const opened = session.open({ [config]: configuration, ...files });
    if (opened === undefined) throw new Error(`${config} is not open`);
    return opened;
  };
  try {
    const again = (text: string): Project => open({ [file]: text });
    return use(programOf(openedIn(native, file, open({}), again)));
  } finally {
    session.close();
  }
};

/** The compiler for a project, or for none. */
export const nativeCompiler = (native: Native, project: string | undefined): Compiler => ({
  version: native.version,
  read: (file, reader) => readWith(native, project, file, reader),
});
