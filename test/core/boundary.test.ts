import { describe, expect, test } from 'vitest';
import {
  boundaryError,
  collectErrors,
  explain,
  listErrors,
  systemError,
} from '../../src/core/boundary.ts';

const error = (field: string) => boundaryError('a.bin', field, 'more', 'less');
const system = (code: string) =>
  systemError('out/x', 'output file', Object.assign(new Error('no'), { code }));

describe('boundary errors', () => {
  test('one error is one sentence', () => {
    const magic = boundaryError('train-images.gz', 'magic number', '2051 (images)', '2049');
    expect(explain(magic)).toBe('train-images.gz: magic number: expected 2051 (images), got 2049');
  });
  test('collected errors are one line each, in order, however they were nested', () => {
    const nested = collectErrors(error('1'), [collectErrors(error('2'), [error('3')]), error('4')]);
    expect(listErrors(nested).map((e) => e.field)).toEqual(['1', '2', '3', '4']);
    expect(explain(nested).split('\n')).toHaveLength(4);
  });
  test('one collected error is the error itself', () => {
    expect(collectErrors(error('1'), [])).toEqual(error('1'));
  });
  test.each([
    ['EACCES', 'out/x: output file: expected permission to access it, got permission denied'],
    ['EPERM', 'out/x: output file: expected permission to access it, got operation not permitted'],
    ['EROFS', 'out/x: output file: expected a writable file system, got a read-only file system'],
    ['ENOSPC', 'out/x: output file: expected room on the device, got a full device'],
    ['EIO', 'out/x: output file: expected a working file operation, got Error: no'],
  ])('the system says %s', (code, sentence) => {
    expect(explain(system(code))).toBe(sentence);
  });
});
