/** Kernels are loaded from where they are said to be. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { array, evaluate, loadKernels, scale } from '../../src/index.ts';

const url = new URL('../../dist/kernels.wasm', import.meta.url);
const twice = () => Array.from(evaluate(scale(2, array([2], [1, 3]))).data);

test('the kernels are one module of less than 100 KB', () => {
  expect(readFileSync(url).length).toBeLessThan(100_000);
});

describe('loadKernels', () => {
  test.each([
    ['the URL of a file', () => url],
    ['the same as text', () => url.href],
    ['bytes', () => new Uint8Array(readFileSync(url))],
    ['a module', () => new WebAssembly.Module(readFileSync(url))],
  ])('takes %s', async (_, source) => {
    await loadKernels(source());
    expect(twice()).toEqual([2, 6]);
  });
  test('does not take another file for one that is missing', async () => {
    await expect(loadKernels(pathToFileURL('no-such-kernels.wasm'))).rejects.toThrow('ENOENT');
  });
  test('refuses another module', async () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    await expect(loadKernels(empty)).rejects.toThrow('these are not the kernels of typegrad');
  });
});
