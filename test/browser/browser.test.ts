/** The built package in a browser, under a policy that allows no text as code: the losses of Node, bit for bit. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelName } from '../../examples/browser/messages.ts';
import { training } from '../../examples/browser/train.ts';
import { browserProgram } from '../support/requirement.ts';
import { launch, shown } from './chromium.ts';
import { makeProject, type Site, serve } from './site.ts';

const bitsOf = (losses: readonly number[]): readonly string[] =>
  [...new Uint32Array(Float32Array.from(losses).buffer)].map((b) => b.toString(16));

/** Shortest decimals, as JavaScript writes them, give every number back. */
const bitsIn = (text: string): readonly string[] => bitsOf(text.split(' ').map(Number));

const trainings: readonly (readonly [ModelName, number])[] = [
  ['mlp', 20],
  ['cnn', 5],
];

const ways = [
  ['a plain module page', '/plain/index.html', ''],
  ['a worker of a plain module page', '/plain/index.html', '&worker'],
  ['a page built by Vite, in its worker', '/vite/dist/index.html', ''],
] as const;

const program = browserProgram();

describe('the built package in a browser', () => {
  if (program === undefined) {
    test('left out: there is no Chromium', () => expect(program).toBeUndefined());
    return;
  }
  let project = '';
  let site: Site | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    project = makeProject();
    for (const page of ['vite', 'doors']) {
      await build({ root: join(project, page), base: './', logLevel: 'warn' });
    }
    site = await serve(project);
    browser = await launch(program);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    rmSync(project, { recursive: true, force: true });
  });
  test('the policy is in force: text is not run as code', async () => {
    const outcome = await shown(browser!, `${site!.origin}/plain/policy.html`, 'outcome');
    expect(outcome).toBe('EvalError');
  });
  test('every door opens, built by Vite', async () => {
    const names = await shown(browser!, `${site!.origin}/doors/dist/index.html`, 'names');
    expect(names).toBe('all data extend io loss metric nn optim train');
  });
  describe.each(trainings)('%s, %i steps, the losses of Node', (model, steps) => {
    const expected = bitsOf([...training(model, steps)]);
    test.each(ways)('%s', async (_, path, more) => {
      const url = `${site!.origin}${path}?model=${model}&steps=${steps}${more}`;
      expect(bitsIn(await shown(browser!, url, 'losses'))).toEqual(expected);
    });
  });
});
