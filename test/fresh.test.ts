/** What runs on a fresh clone, before anything is installed: the commands of package.json import only Node and each other. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The modules that a file imports when it is loaded. */
const importsOf = (source: string): readonly string[] =>
  [...source.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'/gm)].map(
    ([, from, bare]) => from ?? bare!,
  );

/** What this file and the files that it imports need from elsewhere. */
const packagesOf = (file: string, seen: Set<string> = new Set()): readonly string[] => {
  if (seen.has(file)) return [];
  seen.add(file);
  return importsOf(readFileSync(file, 'utf8')).flatMap((name) => {
    if (name.startsWith('node:')) return [];
    return name.startsWith('.') ? packagesOf(join(dirname(file), name), seen) : [name];
  });
};

test('an import of a package is seen', () => {
  expect(
    importsOf("import { build } from 'vite';\nimport 'b';\nexport * from './c.mjs';\n"),
  ).toEqual(['vite', 'b', './c.mjs']);
});

describe('on a fresh clone', () => {
  test.each(['start', 'test', 'check', 'build', 'prepack', 'typegrad', 'conformance', 'vscode'])(
    'npm run %s',
    (name) => {
      const [, file] = /^node (\S+\.mjs)/.exec(scripts[name]) ?? [];
      expect(packagesOf(join(root, file!))).toEqual([]);
    },
  );
});
