import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duplicateKeys } from '../../src/io/json-keys.ts';

describe('duplicateKeys', () => {
  test.each<[string, readonly string[]]>([
    ['{"a":1,"b":2}', []],
    ['{"a":1,"a":2}', ['a']],
    ['{"a":{"b":1},"b":{"b":2}}', []],
    ['{"a":{"b":1,"b":1},"c":1,"c":1}', ['b', 'c']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['[{"a":1},{"a":1}]', []],
    ['{"x":"a\\":{","y":"}","a":["b","b"]}', []],
  ])('%s', (text, expected) => {
    expect(duplicateKeys(text)).toEqual(expected);
  });
  test('nothing is repeated in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(duplicateKeys(JSON.stringify(JSON.parse(text)))).toEqual([]);
      }),
    );
  });
});
