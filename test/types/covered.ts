/**
 * Which exports the case files show: in right programs whose type is pinned, and in wrong ones that state their error.
 * A file is parsed, not checked; a constant stands for what its initialiser calls.
 */
import ts from 'typescript';
import { statedIn } from './hover.ts';
import { OPENED } from './surface.ts';

/** The exports that a case file shows. */
export interface Covered {
  /** called, or a stage of what is called, where the type of the result is stated */
  readonly accepted: ReadonlySet<string>;
  /** called with the argument, or as the stage, at which the error stands */
  readonly rejected: ReadonlySet<string>;
}

/** What shows the functions it is given as much as itself. */
const COMPOSERS: readonly string[] = [
  'pipe',
  'seq',
  'net',
  'init',
  'layer.group',
  'layer.residual',
];

interface Names {
  /** local name -> exported name */
  readonly imported: ReadonlyMap<string, string>;
  /** local name -> initialiser */
  readonly constants: ReadonlyMap<string, ts.Expression>;
}

const parse = (path: string, source: string): ts.SourceFile =>
  ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
const within = (node: ts.Node): readonly ts.Node[] => [
  node,
  ...node.getChildren().flatMap((child) => within(child)),
];

const bound = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((e) => (ts.isBindingElement(e) ? bound(e.name) : []));
const declarationsOf = (file: ts.SourceFile): readonly ts.VariableDeclaration[] =>
  file.statements.filter(ts.isVariableStatement).flatMap((s) => s.declarationList.declarations);

const namesOf = (file: ts.SourceFile): Names => {
  const specifiers = within(file).filter(ts.isImportSpecifier);
  const constants = declarationsOf(file).flatMap(({ name, initializer }) =>
    initializer === undefined ? [] : bound(name).map((n) => [n, initializer] as const),
  );
  return {
    imported: new Map(specifiers.map((s) => [s.name.text, (s.propertyName ?? s.name).text])),
    constants: new Map(constants),
  };
};

type Heads = (e: ts.Expression) => readonly string[];

const parts = (e: ts.Expression): readonly ts.Expression[] => {
  if (ts.isArrayLiteralExpression(e)) return e.elements;
  if (!ts.isObjectLiteralExpression(e)) return [];
  return e.properties.flatMap((p) =>
    ts.isPropertyAssignment(p)
      ? [p.initializer]
      : ts.isShorthandPropertyAssignment(p)
        ? [p.name]
        : [],
  );
};

const headsOfMember = (e: ts.PropertyAccessExpression, heads: Heads): readonly string[] => {
  const [base, ...more] = heads(e.expression);
  return base !== undefined && OPENED.includes(base)
    ? [`${base}.${e.name.text}`]
    : [base ?? '', ...more];
};
const headsOfCall = (e: ts.CallExpression, heads: Heads): readonly string[] => {
  const called = heads(e.expression);
  return COMPOSERS.includes(called[0] ?? '') ? [...called, ...e.arguments.flatMap(heads)] : called;
};

/** The exports that an expression shows, what it calls itself first. */
const headsIn = ({ imported, constants }: Names): Heads => {
  const heads: Heads = (e) => {
    if (ts.isIdentifier(e)) {
      const initialiser = constants.get(e.text);
      return initialiser === undefined ? [imported.get(e.text) ?? ''] : heads(initialiser);
    }
    if (ts.isCallExpression(e)) return headsOfCall(e, heads);
    if (ts.isPropertyAccessExpression(e)) return headsOfMember(e, heads);
    if (ts.isElementAccessExpression(e) || ts.isAsExpression(e)) return heads(e.expression);
    return parts(e).flatMap(heads);
  };
  return heads;
};

const isExact = (e: ts.CallExpression): boolean =>
  ts.isCallExpression(e.expression) && e.expression.expression.getText() === 'exactly';
/** The expressions whose types a file states. */
const pinnedIn = (file: ts.SourceFile): readonly ts.Expression[] => {
  const nodes = within(file);
  const exact = nodes.filter(ts.isCallExpression).filter(isExact);
  const asked = nodes
    .filter(ts.isTypeQueryNode)
    .flatMap((q) => within(q).filter(ts.isIdentifier).slice(0, 1));
  const hovered = new Set(statedIn(file.text).map(({ name }) => name.split(' ').at(-1)));
  const stated = declarationsOf(file).filter(
    (d) => d.type !== undefined || hovered.has(d.name.getText()),
  );
  return [
    ...exact.flatMap((e) => e.arguments),
    ...asked,
    ...stated.flatMap(({ initializer }) => initializer ?? []),
  ];
};

const contains = (node: ts.Node, at: number): boolean => node.getStart() <= at && at < node.end;
/** The calls that an error stands in, innermost last: in an argument, or at the callee of one without arguments. */
const callsAround = (file: ts.SourceFile, at: number): readonly ts.CallExpression[] =>
  within(file)
    .filter(ts.isCallExpression)
    .filter((c) =>
      c.arguments.length === 0 ? contains(c, at) : c.arguments.some((a) => contains(a, at)),
    );
const rejectedAt = (file: ts.SourceFile, at: number, heads: Heads): readonly string[] => {
  const call = callsAround(file, at).at(-1);
  if (call === undefined) return [];
  const [callee = ''] = heads(call.expression);
  const stage = call.arguments.find((a) => contains(a, at));
  return COMPOSERS.includes(callee) && stage !== undefined
    ? [callee, ...heads(stage).slice(0, 1)]
    : [callee];
};

const WRONG = /^[ \t]*\/\/ (?:expect|refused): .*\n(.*)\n[ \t]*\/\/[ ]*\^$/gm;
/** The offsets at which a file's errors stand. */
const errorsIn = (source: string): readonly number[] =>
  [...source.matchAll(WRONG)].map((m) => {
    const line = m.index + m[0].indexOf('\n') + 1;
    return line + m[0].length - 1 - m[0].lastIndexOf('\n') - 1;
  });

/** What a case file shows. */
export const coveredIn = (path: string, source: string): Covered => {
  const file = parse(path, source);
  const names = namesOf(file);
  const heads = headsIn(names);
  return {
    accepted: new Set(pinnedIn(file).flatMap(heads)),
    rejected: new Set(errorsIn(source).flatMap((at) => rejectedAt(file, at, heads))),
  };
};
