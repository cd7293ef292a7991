/**
 * The programs of README and docs: they compile, run, print what they say they print, and what they call an error is
 * one, word for word.
 *
 *     ```ts            a part of the page's program; `// -> text` is what it prints next
 *     ```ts error      does not compile; every `// error: text` is what the compiler says next
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { check } from './types/compile.ts';
import { problemsIn } from './types/expectations.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${ROOT}.cache/docs`;

interface Block {
  readonly error: boolean;
  readonly code: string;
}
interface Page {
  readonly name: string;
  readonly blocks: readonly Block[];
}

const blocksOf = (text: string): readonly Block[] =>
  [...text.matchAll(/^```ts( error)?\n([\s\S]*?)^```$/gm)].map(([, error, code]) => ({
    error: error !== undefined,
    // a block may show a file of the library: its neighbours are those of src/ops
    code: code!
      .replaceAll("'../", "'../../src/")
      .replaceAll("'./show.ts'", "'../../docs/reference/show.ts'")
      .replaceAll("'./", "'../../src/ops/"),
  }));

const filesIn = (folder: string): readonly string[] =>
  readdirSync(`${ROOT}${folder}`).map((file) => `${folder}/${file}`);

const pages: readonly Page[] = ['README.md', ...filesIn('docs'), ...filesIn('docs/reference')]
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({
    name: file.replace(/\W+/g, '-').replace(/-md$/, ''),
    blocks: blocksOf(readFileSync(`${ROOT}${file}`, 'utf8')),
  }))
  .filter(({ blocks }) => blocks.length > 0);

const programOf = ({ blocks }: Page): string =>
  blocks
    .filter((b) => !b.error)
    .map((b) => b.code)
    .join('\n');

const said = (code: string, mark: string): readonly string[] =>
  [...code.matchAll(new RegExp(`// ${mark} ?(.*)$`, 'gm'))].map(([, text]) => text!);

interface File {
  readonly path: string;
  readonly text: string;
  /** what the compiler must say, in this order and nothing else */
  readonly errors: readonly string[];
}

const filesOf = (page: Page): readonly File[] => {
  const program = `${programOf(page)}\nexport {};\n`;
  const wrong = page.blocks.filter((b) => b.error);
  return [
    { path: `${FOLDER}/${page.name}.ts`, text: program, errors: [] },
    ...wrong.map((b, i) => ({
      path: `${FOLDER}/${page.name}-error-${i}.ts`,
      text: `${program}${b.code}`,
      errors: said(b.code, 'error:'),
    })),
  ];
};

const files = pages.flatMap(filesOf);

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  for (const f of files) writeFileSync(f.path, f.text);
});

describe('the programs of the pages', () => {
  test('what is called an error says which', () => {
    const silent = pages.flatMap((p) =>
      p.blocks.filter((b) => b.error && said(b.code, 'error:').length === 0),
    );
    expect(silent).toEqual([]);
  });
  test('compile, but for those that are shown to be errors', async () => {
    const problems = problemsIn(
      await check(
        'ts7',
        'sources',
        files.map((f) => f.path),
      ),
    );
    const of = (f: File) => problems.filter((p) => p.at.includes(f.path.slice(ROOT.length)));
    for (const f of files) {
      const texts = of(f).map((p) => p.text);
      expect(texts, f.path).toEqual(f.errors.map((error) => expect.stringContaining(error)));
    }
    expect(problems.filter((p) => !files.some((f) => of(f).includes(p)))).toEqual([]);
  });
  test.each(pages.map((p) => [p.name, p] as const))(
    '%s prints what it says',
    async (name, page) => {
      const printed: string[] = [];
      const log = vi.spyOn(console, 'log').mockImplementation((...xs: unknown[]) => {
        printed.push(xs.map(String).join(' '));
      });
      await import(`${FOLDER}/${name}.ts`);
      log.mockRestore();
      expect(printed).toEqual(said(programOf(page), '->'));
    },
  );
});
