import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BoundaryError, explain } from '../../src/core/boundary.ts';
import {
  createFolder,
  ensureFolder,
  hashTensors,
  readWhole,
  sha256,
  writeWhole,
} from '../../src/io/files.ts';
import type { TensorData } from '../../src/io/tensor-data.ts';
import { unprivileged } from '../support/unprivileged.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  await chmod(dir, 0o755);
  await rm(dir, { recursive: true });
});
const bytes = Uint8Array.of(1, 2, 3);
const sentence = (result: E.Either<BoundaryError, unknown>): string =>
  E.isLeft(result) ? explain(result.left).replaceAll(dir, 'dir') : 'no error';

describe('writeWhole', () => {
  test('writes a new file, and replaces an old one', async () => {
    const path = join(dir, 'weights.bin');
    expect(await writeWhole(path, Uint8Array.of(9, 9, 9, 9))()).toEqual(E.right(undefined));
    expect(await writeWhole(path, bytes)()).toEqual(E.right(undefined));
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await readdir(dir)).toEqual(['weights.bin']);
  });
  test('many writers leave one whole file', async () => {
    const path = join(dir, 'weights.bin');
    const writes = Array.from({ length: 8 }, (_, i) =>
      writeWhole(path, new Uint8Array(5000).fill(i))(),
    );
    expect((await Promise.all(writes)).every(E.isRight)).toBe(true);
    expect(new Set(await readFile(path)).size).toBe(1);
    expect(await readdir(dir)).toEqual(['weights.bin']);
  });
  test('a folder of that name', async () => {
    await mkdir(join(dir, 'taken'));
    expect(sentence(await writeWhole(join(dir, 'taken'), bytes)())).toBe(
      'dir/taken: output file: expected the name of a file, got an existing folder',
    );
  });
  test('a missing folder', async () => {
    expect(sentence(await writeWhole(join(dir, 'no', 'x'), bytes)())).toBe(
      'dir/no/x: output file: expected an existing path, got no such file or folder',
    );
  });
  test('a file in place of the folder', async () => {
    await writeFile(join(dir, 'file'), 'old');
    expect(sentence(await writeWhole(join(dir, 'file', 'x'), bytes)())).toBe(
      'dir/file/x: output file: expected folders along the path, got a file in place of a folder',
    );
  });
  test('a folder that may not be written to', async () => {
    await chmod(dir, 0o555);
    const written = await unprivileged(writeWhole(join(dir, 'x'), bytes));
    expect(sentence(written)).toBe(
      'dir/x: output file: expected permission to access it, got permission denied',
    );
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('readWhole and createFolder', () => {
  test('read what was written', async () => {
    await writeFile(join(dir, 'x'), bytes);
    const read = await readWhole(join(dir, 'x'))();
    expect(E.isRight(read) && [...read.right]).toEqual([1, 2, 3]);
  });
  test('a missing file and a folder', async () => {
    expect(sentence(await readWhole(join(dir, 'x'))())).toBe(
      'dir/x: file: expected an existing path, got no such file or folder',
    );
    expect(sentence(await readWhole(dir)())).toBe('dir: file: expected a file, got a folder');
  });
  test('an output folder is new', async () => {
    expect(sentence(await createFolder(join(dir, 'run'))())).toBe('no error');
    expect(sentence(await createFolder(join(dir, 'run'))())).toBe(
      'dir/run: output folder: expected a path that does not exist yet, got an existing file or folder',
    );
  });
});

test('ensureFolder makes what is missing, and is content with what is there', async () => {
  const deep = join(dir, 'a', 'b');
  expect(sentence(await ensureFolder(deep)())).toBe('no error');
  expect(sentence(await ensureFolder(deep)())).toBe('no error');
  await writeFile(join(dir, 'file'), bytes);
  expect(sentence(await ensureFolder(join(dir, 'file', 'b'))())).toContain(
    'dir/file/b: folder: expected',
  );
});

describe('hashes', () => {
  test('SHA-256 of "abc" (FIPS 180-2, B.1)', () => {
    expect(sha256(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
  test('tensors have one hash, in whatever order they come', () => {
    const a: TensorData = { dtype: 'F32', shape: [1], data: Float32Array.of(1) };
    const b: TensorData = { dtype: 'F32', shape: [1], data: Float32Array.of(2) };
    const hash = hashTensors(
      new Map([
        ['a', a],
        ['b', b],
      ]),
    );
    expect(
      hashTensors(
        new Map([
          ['b', b],
          ['a', a],
        ]),
      ),
    ).toBe(hash);
    expect(
      hashTensors(
        new Map([
          ['a', b],
          ['b', a],
        ]),
      ),
    ).not.toBe(hash);
  });
});
