/**
 * The text of a page of the reference. What is said of an export is its comment; introduction, examples, and a line that
 * begins with `Gradient:` are written by hand in the page, where they stay when it is written anew.
 */
import type { Export, Member } from './exports.ts';
import { SUBJECTS, type Subject, subjectOf } from './subjects.ts';

/** What is written by hand. */
export interface Written {
  readonly intro: string;
  /** the code of the first block without its imports */
  readonly setup: string;
  readonly examples: ReadonlyMap<string, string>;
  readonly gradients: ReadonlyMap<string, string>;
}

const blockOf = (text: string): string => /^```ts\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? '';

const sections = (page: string): readonly (readonly [name: string, text: string])[] =>
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const);

const byName = (
  entries: readonly (readonly [string, string])[],
  part: (text: string) => string | undefined,
): ReadonlyMap<string, string> =>
  new Map(
    entries.flatMap(([name, text]) => {
      const found = part(text);
      return found === undefined || found === '' ? [] : [[name, found] as const];
    }),
  );

/** The parts of a page that are written by hand; of an empty text none. */
export const writtenIn = (page: string): Written => {
  const head = page.split(/^## /m)[0]!;
  return {
    intro: head
      .replace(/^# .*\n/, '')
      .replace(/^```ts\n[\s\S]*?^```$/m, '')
      .trim(),
    setup: blockOf(head)
      .replace(/^import .* from '(?:typegrad[^']*|\.\/show\.ts)';\n/gm, '')
      .trim(),
    examples: byName(sections(page), blockOf),
    gradients: byName(sections(page), (text) => /^Gradient: .*$/m.exec(text)?.[0]),
  };
};

/** Comments as Markdown: what would be read as emphasis or as a tag stays as it is written. */
const prose = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line.startsWith('    ') ? line : line.replace(/\*(?=\S)|<(?=[a-z/!])/gi, '\\$&'),
    )
    .map((line) => line.replace(/`[^`]*`/g, (code) => code.replace(/\\([*<])/g, '$1')))
    .join('\n');

const memberLine = ({ name, text }: Member): string =>
  `- \`${name}\`: ${prose(text.replaceAll(/\s+/g, ' '))}`;

const entryOf = (x: Export, written: Written): string =>
  [
    `## ${x.name}`,
    prose(x.text),
    ...(x.members.length > 0 ? [x.members.map(memberLine).join('\n')] : []),
    ...[written.gradients.get(x.name) ?? []].flat(),
    `From \`${x.from}\`, in [${x.file}](../../${x.file}).`,
    ...[written.examples.get(x.name) ?? []].flat().map((code) => `\`\`\`ts\n${code}\`\`\``),
  ].join('\n\n');

/** The code without comments and texts, in which names are uses of variables. */
const bare = (code: string): string =>
  code
    .replace(/^interface [\s\S]*?^}/gm, (text) =>
      text.replace(/^ +(?:readonly )?\w+(?=[?:(<])/gm, ''),
    )
    .replace(/\/\/.*$/gm, '')
    .replace(/'[^'\n]*'|`[^`]*`/g, "''");

const uses = (code: string, name: string): boolean =>
  new RegExp(`(?<!(?<!\\.\\.)\\.|\\w)${name}\\b(?!\\s*:(?!\\s*typeof))`).test(code);

/** As biome sorts imports: `type` does not count, nor does the case. */
const byWord = (a: string, b: string): number => {
  const [x, y] = [a, b].map((name) => name.replace('type ', '').toLowerCase());
  return x! < y! ? -1 : x! > y! ? 1 : 0;
};

const importLine = (names: readonly string[], from: string): string =>
  `import { ${names.join(', ')} } from '${from}';`;

/** Entry points for those who write operations and tests, whose names only their own pages use. */
const APART: readonly string[] = ['typegrad/testing', 'typegrad/extend'];

/** The imports that the code needs; of two exports of one name that of the page, else the first. */
const importsOf = (code: string, own: readonly Export[], exports: readonly Export[]): string => {
  const near = (from: string): boolean => !APART.includes(from) || own.some((x) => x.from === from);
  const all = [...own, ...exports.filter(({ from }) => near(from))];
  const used = all.filter(
    ({ name }, i) => all.findIndex((x) => x.name === name) === i && uses(bare(code), name),
  );
  const froms = [...new Set(used.map(({ from }) => from))].sort();
  const names = (entry: string): readonly string[] =>
    used
      .filter(({ from }) => from === entry)
      .map(({ name, isType }) => (isType ? `type ${name}` : name));
  return [
    ...froms.map((from) => importLine([...names(from)].sort(byWord), from)),
    ...(uses(bare(code), 'show') && !own.some(({ name }) => name === 'show')
      ? [importLine(['show'], './show.ts')]
      : []),
  ].join('\n');
};

const orderIn = (subject: Subject, x: Export): number => {
  const place = subject.files.findIndex((prefix) => x.file.startsWith(prefix));
  return place < 0 ? subject.files.length : place;
};

/** The exports of a page in its order. */
export const entriesOf = (subject: Subject, exports: readonly Export[]): readonly Export[] =>
  exports
    .filter((x) => !x.isType && subjectOf(x.name, x.file) === subject)
    .sort(
      (x, y) =>
        orderIn(subject, x) - orderIn(subject, y) ||
        (x.file < y.file ? -1 : x.file > y.file ? 1 : x.at - y.at),
    );

/** A page anew, with what was written by hand in the old one. */
export const pageOf = (subject: Subject, exports: readonly Export[], old: string): string => {
  const written = writtenIn(old);
  const entries = entriesOf(subject, exports);
  const examples = entries.map(({ name }) => written.examples.get(name) ?? '').join('\n');
  const setup = [importsOf(`${written.setup}\n${examples}`, entries, exports), written.setup];
  const head = setup.filter((part) => part !== '').join('\n\n');
  return `${[
    `# ${subject.title}`,
    ...(written.intro === '' ? [] : [written.intro]),
    ...(head === '' ? [] : [`\`\`\`ts\n${head}\n\`\`\``]),
    ...entries.map((x) => entryOf(x, written)),
  ].join('\n\n')}\n`;
};

/** The table of contents. */
export const contents = (exports: readonly Export[]): string => {
  const line = (subject: Subject): string => {
    const names = entriesOf(subject, exports).map(({ name }) => `\`${name}\``);
    return `- [${subject.title}](${subject.page}.md): ${names.join(', ')}`;
  };
  return `# Reference

Every function that \`typegrad\` and its other entry points export, by subject: formula, shapes, derivative, source, its
name elsewhere, and an example that the tests run. The texts are the comments of the
sources, put together by \`npx tsx scripts/reference.ts\`; examples and the lines on gradients are written in the pages
themselves. What each operation is made of: [coverage](coverage.md).

- S stands for any shape, a name such as B for a size that is bound by the arguments of a call, x, y, p' for the input,
  the result, the next value.
- Shapes and dtypes that do not fit are errors of the compiler; where they are not known before, they are a ShapeError or
  a DTypeError with the same sentence.
- Every derivative is a program like any other, and has derivatives itself.
- The examples print numbers to four digits, truth values as 1 and 0. The first block of a page holds its imports.

## Subjects

${SUBJECTS.map(line).join('\n')}
`;
};
