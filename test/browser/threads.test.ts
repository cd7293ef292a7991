/** Threads in a browser: the losses of Node, bit for bit, where pages may share memory, and the reason where they may not. */
import { rmSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { training } from '../../examples/browser/train.ts';
import { browserProgram } from '../support/requirement.ts';
import { launch, shown } from './chromium.ts';
import { ISOLATED, makeProject, type Site, serve } from './site.ts';

interface Outcome {
  readonly losses: readonly number[];
  readonly runs: number;
  readonly threads: number;
  readonly reason?: string;
  readonly refused?: string;
}

const STEPS = 8;
const HEADERS = 'Cross-Origin-Opener-Policy: same-origin';
const program = browserProgram();

describe('threads in a browser', () => {
  if (program === undefined) {
    test('left out: there is no Chromium', () => expect(program).toBeUndefined());
    return;
  }
  let project = '';
  let sites: Readonly<Record<'isolated' | 'plain', Site>>;
  let browser: Browser;
  beforeAll(async () => {
    project = makeProject();
    sites = { isolated: await serve(project, ISOLATED), plain: await serve(project) };
    browser = await launch(program);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all(Object.values(sites).map((site) => site.close()));
    rmSync(project, { recursive: true, force: true });
  });
  const outcome = async (site: keyof typeof sites, query: string): Promise<Outcome> => {
    const url = `${sites[site].origin}/plain/threads.html?steps=${STEPS}&${query}`;
    return JSON.parse(await shown(browser, url, 'outcome'));
  };
  const bitsOf = (losses: readonly number[]): readonly number[] => [
    ...new Uint32Array(Float32Array.from(losses).buffer),
  ];

  describe.each(['mlp', 'cnn'] as const)('%s', (model) => {
    const expected = bitsOf([...training(model, STEPS)]);
    test.each([
      ['one thread', 1, ''],
      ['two threads', 2, ''],
      ['three threads in a worker', 3, '&worker'],
    ])('%s: the losses of Node', async (_, threads, more) => {
      const done = await outcome('isolated', `model=${model}&threads=${threads}${more}`);
      expect(bitsOf(done.losses)).toEqual(expected);
      expect(done.threads).toBe(threads);
      if (threads > 1) expect(done.runs).toBeGreaterThanOrEqual(STEPS);
    });
  });
  test('a page that may not share memory runs on one thread, and says why', async () => {
    const done = await outcome('plain', 'model=mlp');
    expect(bitsOf(done.losses)).toEqual(bitsOf([...training('mlp', STEPS)]));
    expect(done).toMatchObject({ threads: 1, runs: 0, reason: expect.stringContaining(HEADERS) });
  });
  test('and refuses when more are asked for', async () => {
    const { refused } = await outcome('plain', 'model=mlp&threads=2');
    expect(refused).toContain(
      `no 2 threads: memory cannot be shared here: serve the page with the headers ${HEADERS}`,
    );
  });
});
