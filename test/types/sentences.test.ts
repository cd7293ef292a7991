/** The sentence that the type checker shows is the sentence that is thrown when the same call is made without types. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { programOf, thrownIn } from './program.ts';
import { messages } from './values.ts';

const FOLDER = fileURLToPath(new URL('../../.cache/cases', import.meta.url));
const FILES = [
  'public.ts',
  'mistakes-pipe.ts',
  'mistakes-gradients.ts',
  'mistakes-data.ts',
  'mistakes-strings.ts',
  'ops.ts',
  'random.ts',
  'elementwise.ts',
  'vocabulary.ts',
  'trees.ts',
  'transformations.ts',
  'windows.ts',
  'pools.ts',
  'losses.ts',
  'nets.ts',
  'bytes.ts',
  'layers.ts',
] as const;
const HEADER = `import { attempt, make } from '../../test/types/values.ts';`;

const caseOf = (name: string) => {
  const source = readFileSync(new URL(`cases/${name}`, import.meta.url), 'utf8');
  return { name, source, expected: thrownIn(source) };
};

describe('types and run time say the same', () => {
  test.each(FILES.map(caseOf))('in every case of $name', async ({ name, source, expected }) => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/${name}`, programOf(HEADER, source));
    const before = messages.length;
    await import(`${FOLDER}/${name}`);
    expect(expected.length).toBeGreaterThan(3);
    expect(messages.slice(before)).toEqual(expected);
  });
});
