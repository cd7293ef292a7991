/** `eval`, `predict`, `inspect` and `check` on what a run saved, and on what is none of it. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { generatedDigits } from '../../src/data/index.ts';
import { cli, temporaryFolder } from './cli.ts';
import { digits } from './digits.ts';

/** A run on generated digits that has learned something, made once. */
const saved = (async () => {
  const out = join(temporaryFolder(), 'run');
  const argv = ['train', '--model', 'mlp', '--epochs', '2', '--json', '--out', out];
  const { code, stdout } = await cli(argv);
  expect(code).toBe(0);
  return { out, report: JSON.parse(stdout) };
})();

const refused = async (argv: readonly string[], sentence: RegExp): Promise<void> => {
  const { code, stderr, stdout } = await cli(argv);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
};

describe('eval', () => {
  test('measures what the run reported', async () => {
    const { out, report } = await saved;
    const { code, stdout } = await cli(['eval', out, '--json']);
    expect(code).toBe(0);
    const found = JSON.parse(stdout);
    expect([found.loss, found.accuracy]).toEqual([report.testLoss, report.testAccuracy]);
    const right = found.confusion.reduce((n: number, row: number[], i: number) => n + row[i]!, 0);
    expect(right / found.samples).toBe(report.testAccuracy);
    expect((await cli(['eval', out])).stdout).toContain(`${(100 * found.accuracy).toFixed(2)} %`);
  });
  test('on other data, by the same weights', async () => {
    const { out } = await saved;
    const { stdout } = await cli(['eval', out, '--data', digits({}), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ data: 'MNIST', samples: 20 });
  });
  test('of no run, and of a run under way', async () => {
    await refused(['eval', temporaryFolder()], /model\.json: file: expected /);
    const out = join(temporaryFolder(), 'run');
    const argv = ['train', '--data', digits({}), '--batch', '8', '--out', out];
    expect((await cli(argv, { afterEvents: 2 })).code).toBe(130);
    await refused(
      ['eval', out],
      /model\.safetensors: weights: expected .* has ended, got a run under way/,
    );
  });
});

/** Digit k of those that the program draws, as bytes. */
const drawn = generatedDigits([0, 3], 40);
const pixels = (k: number): Uint8Array =>
  Uint8Array.from(drawn.features.subarray(784 * k, 784 * (k + 1)), (p) => Math.round(255 * p));

const pngFile = (bytes: Uint8Array): string => {
  const file = join(temporaryFolder(), 'digit.png');
  writeFileSync(file, bytes);
  return file;
};
const grey = (data: Uint8Array, side = 28): string =>
  pngFile(encode({ width: side, height: side, channels: 1, depth: 8, data }));

describe('predict', () => {
  test('reads most digits that it has not seen', async () => {
    const { out } = await saved;
    let right = 0;
    for (let k = 0; k < 40; k++) {
      const { stdout } = await cli(['predict', grey(pixels(k)), '--run', out, '--json']);
      const { digit, probabilities } = JSON.parse(stdout);
      expect(probabilities.reduce((a: number, b: number) => a + b, 0)).toBeCloseTo(1, 5);
      if (digit === drawn.labels[k]) right++;
    }
    // one in ten by chance
    expect(right).toBeGreaterThan(32);
  });
  test('dark on light is the same picture, inverted', async () => {
    const { out } = await saved;
    const dark = grey(pixels(0).map((p) => 255 - p));
    const { stdout } = await cli(['predict', dark, '--run', out, '--invert', '--json']);
    const { stdout: light } = await cli(['predict', grey(pixels(0)), '--run', out, '--json']);
    expect(JSON.parse(stdout).probabilities).toEqual(JSON.parse(light).probabilities);
  });
  test('shows all ten digits', async () => {
    const { out } = await saved;
    const { stdout } = await cli(['predict', grey(pixels(0)), '--run', out]);
    expect(stdout).toMatch(/reads as \d\n/);
    expect(stdout.match(/%/g)).toHaveLength(10);
  });
  test.each([
    ['a picture of another size', () => grey(new Uint8Array(900), 30), /28 x 28.*got .*30 x 30/],
    ['what is no PNG', () => pngFile(Buffer.from('GIF89a')), /PNG.*got /],
    [
      'a picture that was cut off',
      () => pngFile(readFileSync(grey(pixels(0))).subarray(0, 100)),
      /expected .*, got /,
    ],
    [
      'a picture of 16 bits',
      () =>
        pngFile(
          encode({ width: 28, height: 28, channels: 1, depth: 16, data: new Uint16Array(784) }),
        ),
      /8.*got .*16/,
    ],
    ['a file that is not there', () => join(temporaryFolder(), 'no.png'), /no\.png.*expected /],
  ] as const)('refuses %s', async (_, make, sentence) => {
    const { out } = await saved;
    await refused(['predict', make(), '--run', out], sentence);
  });
});

describe('inspect and check', () => {
  test('list the weights, and say that the run is whole', async () => {
    const { out, report } = await saved;
    const { stdout } = await cli(['inspect', join(out, 'model.safetensors'), '--json']);
    const found = JSON.parse(stdout);
    expect(found.totals.elements).toBe(235146);
    expect(found.weightsSha256).toBe(report.weightsSha256);
    const { code, stdout: text } = await cli(['check', out]);
    expect(text).toContain('235146');
    expect(text).toContain('is whole');
    expect(code).toBe(0);
    expect(JSON.parse((await cli(['check', out, '--json'])).stdout).files).toHaveLength(3);
  });
  test('check finds weights of another run, and everything else that is wrong', async () => {
    const { out } = await saved;
    const [one, other] = [join(temporaryFolder(), 'run'), join(temporaryFolder(), 'run')];
    const argv = ['train', '--model', 'mlp', '--data', digits({}), '--epochs', '1'];
    await cli([...argv, '--out', one]);
    await cli([...argv, '--seed', '7', '--out', other]);
    copyFileSync(join(other, 'model.safetensors'), join(one, 'model.safetensors'));
    await refused(['check', one], /model\.safetensors: SHA-256: expected .*, got /);
    writeFileSync(join(one, 'checkpoint.safetensors'), 'x');
    const { stderr } = await cli(['check', one]);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    expect((await cli(['check', out])).code).toBe(0);
  });
  test('without a run, the latest of runs/ is meant', () => {
    const dir = temporaryFolder();
    const program = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
    const inDir = (...argv: readonly string[]): string =>
      execFileSync(process.execPath, [program, ...argv], {
        cwd: dir,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(() => inDir('check')).toThrow(
      /runs: run: expected a run that `typegrad train` has made, got none/,
    );
    inDir('train', '--model', 'mlp', '--data', digits({}), '--epochs', '1');
    expect(inDir('check')).toContain('is whole');
  });
});
