import { readdir, readFile } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { readDataFile } from '../../src/data/files.ts';
import { mnist } from '../../src/data/mnist.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('files of data sets', () => {
  test('a folder is not a file', async () => {
    const read = await readDataFile('test/data')();
    expect(E.isLeft(read) && explain(read.left)).toBe(
      'test/data: file: expected a file, got a folder',
    );
  });
  test('where there is no Node, the result is an error and not an exception', async () => {
    vi.spyOn(process, 'getBuiltinModule').mockImplementation(() => {
      throw new ReferenceError('process is not defined');
    });
    const read = await mnist('digits')();
    expect(E.isLeft(read) && explain(read.left)).toContain(
      'ReferenceError: process is not defined',
    );
  });
  test.each(['data', 'io'])(
    'src/%s imports nothing of Node, so that browsers can load it',
    async (folder) => {
      const root = new URL(`../../src/${folder}/`, import.meta.url);
      for (const file of await readdir(root))
        expect(await readFile(new URL(file, root), 'utf8')).not.toMatch(
          /from '(node:|fs|path|zlib)/,
        );
    },
  );
});
