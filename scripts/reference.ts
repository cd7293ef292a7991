/** Writes the pages of docs/reference anew from the comments of the sources: `npx tsx scripts/reference.ts`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coverage } from './reference/coverage.ts';
import { exportsOf } from './reference/exports.ts';
import { contents, pageOf } from './reference/pages.ts';
import { SUBJECTS } from './reference/subjects.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${ROOT}docs/reference/`;

const old = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const exports = exportsOf(ROOT);
for (const subject of SUBJECTS) {
  const path = `${FOLDER}${subject.page}.md`;
  writeFileSync(path, pageOf(subject, exports, old(path)));
}
writeFileSync(`${FOLDER}README.md`, contents(exports));
writeFileSync(`${FOLDER}coverage.md`, coverage(ROOT));
