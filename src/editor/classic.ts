/** TypeScript 5.9 and 6, whose API runs in this process. */
import { dirname } from 'node:path';
import type ts from 'typescript';
import {
  type Compiler,
  type CompilerError,
  configurationOf,
  type Declared,
  type Program,
} from './program.ts';

/** The module `typescript` of these versions. */
export type Classic = typeof ts;

const HAS_MEMBERS = ['createProgram', 'createCompilerHost', 'parseJsonConfigFileContent'];
export const isClassic = (module: unknown): module is Classic =>
  typeof module === 'object' && module !== null && HAS_MEMBERS.every((name) => name in module);

interface Opened {
  readonly api: Classic;
  readonly file: string;
  readonly options: ts.CompilerOptions;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly source: ts.SourceFile;
}

const optionsOf = (api: Classic, file: string, project: string | undefined): ts.CompilerOptions => {
  const folder = dirname(project ?? file);
  return api.parseJsonConfigFileContent(configurationOf(project, file), api.sys, folder).options;
};

/** The program of a file; `text` stands for what is on the disk. */
const open = (
  api: Classic,
  file: string,
  options: ts.CompilerOptions,
  text?: string,
  before?: ts.Program,
): Opened => {
  const host = api.createCompilerHost(options, true);
  const onDisk = host.getSourceFile;
  host.getSourceFile = (name, version, onError, again) =>
    name === file && text !== undefined
      ? api.createSourceFile(name, text, version, true)
      : (before?.getSourceFile(name) ?? onDisk(name, version, onError, again));
  const program = api.createProgram([file], options, host, before);
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not part of the program`);
  return { api, file, options, program, checker: program.getTypeChecker(), source };
};

const constantOf = (api: Classic, node: ts.Node): Declared<ts.Node> | undefined => {
  if (api.isBindingElement(node) && api.isIdentifier(node.name)) {
    const root = api.walkUpBindingElementsAndPatterns(node);
    return api.isVariableDeclaration(root) ? { name: node.name, value: undefined } : undefined;
  }
  return api.isVariableDeclaration(node) && api.isIdentifier(node.name)
    ? { name: node.name, value: node.initializer }
    : undefined;
};

const childrenOf = (api: Classic, node: ts.Node): readonly ts.Node[] => {
  const found: ts.Node[] = [];
  api.forEachChild(node, (child) => {
    found.push(child);
  });
  return found;
};

const isReference = (api: Classic, type: ts.Type): type is ts.TypeReference =>
  (type.flags & api.TypeFlags.Object) !== 0 && 'target' in type;

const isRest = (api: Classic, { valueDeclaration: d }: ts.Symbol): boolean =>
  d !== undefined && api.isParameter(d) && d.dotDotDotToken !== undefined;

/** One type a parameter; that of a rest parameter is a tuple of them. */
const parametersOf = ({ api, checker }: Opened, node: ts.Node): readonly ts.Type[] => {
  const signature = api.isCallExpression(node) ? checker.getResolvedSignature(node) : undefined;
  return (signature?.parameters ?? []).flatMap((parameter) => {
    const type = checker.getTypeOfSymbolAtLocation(parameter, node);
    return isRest(api, parameter) && isReference(api, type)
      ? checker.getTypeArguments(type)
      : [type];
  });
};

type Syntax = Pick<
  Program<ts.Node, ts.Type>,
  'root' | 'text' | 'children' | 'start' | 'end' | 'call' | 'constant' | 'isIdentifier' | 'isText'
>;

const syntaxOf = ({ api, source }: Opened): Syntax => ({
  root: source,
  text: source.text,
  children: (node) => childrenOf(api, node),
  start: (node) => node.getStart(source),
  end: (node) => node.end,
  call: (node) =>
    api.isCallExpression(node) ? { callee: node.expression, args: node.arguments } : undefined,
  constant: (node) => constantOf(api, node),
  isIdentifier: (node) => api.isIdentifier(node),
  isText: (node) => api.isStringLiteral(node),
});

const linesOf = (message: string | ts.DiagnosticMessageChain): readonly string[] =>
  typeof message === 'string'
    ? message.split('\n')
    : [message.messageText, ...(message.next ?? []).flatMap(linesOf)];

const errorOf = ({ start = 0, length = 0, code, messageText }: ts.Diagnostic): CompilerError => ({
  start,
  end: start + length,
  code,
  lines: linesOf(messageText),
});

const programOf = (opened: Opened): Program<ts.Node, ts.Type> => {
  const { api, checker, program, source, file, options } = opened;
  return {
    ...syntaxOf(opened),
    typeAt: (node) => checker.getTypeAtLocation(node),
    parameters: (call) => parametersOf(opened, call),
    show: (type) => checker.typeToString(type, undefined, api.TypeFormatFlags.NoTruncation),
    members: (type) =>
      type.getProperties().map((member) => [member.name, checker.getTypeOfSymbol(member)] as const),
    typeArguments: (type) => (isReference(api, type) ? checker.getTypeArguments(type) : []),
    joined: (type) => (type.isIntersection() ? type.types : [type]),
    errors: () =>
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        errorOf,
      ),
    with: (text) => programOf(open(api, file, options, text, program)),
  };
};

/** The compiler for a project, or for none. */
export const classicCompiler = (api: Classic, project: string | undefined): Compiler => ({
  version: api.version,
  read: (file, reader) => reader(programOf(open(api, file, optionsOf(api, file, project)))),
});
