/** `typegrad train`: what it learns and writes, and what it refuses. */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { ReportCodec } from '../../src/cli/report.ts';
import { decode, hashTensors, parseMetrics } from '../../src/io/index.ts';
import { unprivileged } from '../support/unprivileged.ts';
import { cli, temporaryFolder } from './cli.ts';
import { COUNT, type Digits, digits, goodImages, goodLabels, idx, labelBytes } from './digits.ts';

const fresh = (): string => join(temporaryFolder(), 'run');

describe('a run', () => {
  test('learns, writes weights and metrics, and ends with one JSON object', async () => {
    const out = fresh();
    const { code, stdout, stderr } = await cli([
      ...['train', '--model', 'mlp', '--json', '--epochs', '2', '--out', out],
    ]);
    expect(code).toBe(0);
    const decoded = ReportCodec.decode(JSON.parse(stdout));
    if (E.isLeft(decoded)) throw new Error('the report has another form');
    const report = decoded.right;
    expect(report).toMatchObject({ model: 'mlp', data: 'generated digits', params: 235146 });
    expect(report.epochs).toHaveLength(2);
    expect(report.testAccuracy).toBeGreaterThan(0.9);
    expect(stderr).toContain('epoch 2/2');
    const records = parseMetrics(readFileSync(join(out, 'metrics.jsonl'), 'utf8'), 'metrics.jsonl');
    if (E.isLeft(records)) throw new Error(records.left.actual);
    expect(records.right.map((r) => r['loss'])).toEqual(report.epochs.map((e) => e.loss));
    const saved = decode(readFileSync(join(out, 'model.safetensors')), 'model.safetensors');
    if (E.isLeft(saved)) throw new Error(saved.left.actual);
    expect(hashTensors(saved.right.tensors)).toBe(report.weightsSha256);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain(`${(100 * report.testAccuracy).toFixed(2)} %`);
    expect(page.match(/<polyline/g)).toHaveLength(4);
    expect(page).not.toMatch(/<script|https?:|src="(?!data:)/);
    expect(readdirSync(out).sort()).toEqual([
      'checkpoint.safetensors',
      'metrics.jsonl',
      'model.json',
      'model.safetensors',
      'report.html',
    ]);
  });
  test('of the same seed gives the same weights, of another seed others', async () => {
    const hash = async (seed: string) => {
      const argv = ['train', '--data', digits({}), '--json', '--epochs', '2', '--seed', seed];
      const { stdout } = await cli([...argv, '--dropout', '0.5', '--batch', '8', '--out', fresh()]);
      return JSON.parse(stdout).weightsSha256;
    };
    const [a, b, c] = [await hash('3'), await hash('3'), await hash('4')];
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });
  test('reads MNIST files', async () => {
    const { code, stdout } = await cli([
      'train',
      '--data',
      digits({}),
      '--epochs',
      '1',
      '--out',
      fresh(),
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('MNIST: 18 to train, 20 to test');
  });
  test('that is interrupted while it reads its data leaves nothing', async () => {
    const out = fresh();
    expect((await cli(['train', '--out', out], 'at once')).code).toBe(130);
    expect(existsSync(out)).toBe(false);
  });
  test('that diverges is refused: neither weights nor a report with NaN', async () => {
    const out = fresh();
    const argv = ['train', '--model', 'mlp', '--json', '--epochs', '1', '--learning-rate', '1e30'];
    const { code, stdout, stderr } = await cli([...argv, '--out', out]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /--learning-rate: expected a rate at which loss and weights stay finite, got a loss of \S+ in step \d+ of epoch 1\n$/,
    );
    expect(readdirSync(out).sort()).toEqual(['metrics.jsonl', 'model.json']);
  });
  test('explains itself', async () => {
    const { code, stdout } = await cli(['train', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
  });
});

const refused = async (argv: readonly string[], sentence: string | RegExp): Promise<void> => {
  const { code, stderr, stdout } = await cli(argv);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(code).toBe(2);
};

describe('flags that are refused, by name, with what was expected and found', () => {
  test.each([
    [['--bogus'], 'command line: --bogus: expected what `typegrad train --help` lists'],
    [['--epochs'], "option '--epochs <n>' argument missing"],
    [['--epochs', '0'], "--epochs: expected a whole number from 1 to 100000, got '0'"],
    [['--epochs', '1.5'], "--epochs: expected a whole number from 1 to 100000, got '1.5'"],
    [['--batch', '-4'], "--batch: expected a whole number from 1 to 65536, got '-4'"],
    [['--seed', 'x'], "--seed: expected a whole number from 0 to 4294967295, got 'x'"],
    [['--model', 'cnn9'], "--model: expected one of cnn, mlp, got 'cnn9'"],
    [['--learning-rate', '0'], "--learning-rate: expected a number above 0, got '0'"],
    [
      ['--validation-split', '1'],
      "--validation-split: expected a share from 0 to below 1, got '1'",
    ],
    [['--data', ''], "--data: expected the path of a folder, got ''"],
    [['--out', ''], "--out: expected the path of a folder, got ''"],
    [['--dropout', '1'], "--dropout: expected a share from 0 to below 1, got '1'"],
    [['surplus'], 'too many arguments'],
  ])('%j', async (argv, sentence) => {
    await refused(['train', ...argv], sentence);
  });
  test.each(['0.99', '1e-17'])('a share of %s that leaves one part empty', async (share) => {
    const out = fresh();
    const argv = ['train', '--data', digits({}), '--validation-split', share, '--out', out];
    await refused(argv, /--validation-split: expected .* of 20 samples to train .*, got '/);
    expect(existsSync(out)).toBe(false);
  });
  test('all at once', async () => {
    const { stderr } = await cli(['train', '--epochs', '0', '--model', 'x', '--batch', '0']);
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });
  test('an unknown command', async () => {
    await refused(['trian'], /trian/);
  });
});

describe('data that is refused, by file and field', () => {
  const cases: readonly (readonly [string, Digits, RegExp])[] = [
    [
      'a wrong magic number',
      { images: idx(2049, [COUNT, 28, 28], new Uint8Array(COUNT * 784)) },
      /train-images.*magic number: expected 2051.*got 2049/,
    ],
    ['a truncated file', { images: goodImages.slice(0, -5) }, /train-images.*expected .*got /],
    [
      'an over-long file',
      { labels: Buffer.concat([goodLabels, Buffer.alloc(3)]) },
      /train-labels.*expected .*got /,
    ],
    [
      'a header that lies',
      { images: idx(2051, [COUNT + 9, 28, 28], new Uint8Array(COUNT * 784)) },
      /train-images.*expected .*got /,
    ],
    [
      'images of another size',
      { images: idx(2051, [COUNT, 14, 56], new Uint8Array(COUNT * 784)) },
      /train-images.*28.*got /,
    ],
    [
      'a label out of range',
      {
        labels: idx(
          2049,
          [COUNT],
          labelBytes.map((l) => (l === 3 ? 10 : l)),
        ),
      },
      /train-labels.*label.*10/,
    ],
    [
      'counts that differ',
      { testLabels: idx(2049, [COUNT - 1], labelBytes.slice(1)) },
      /t10k.*expected .*got /,
    ],
    ['an empty file', { labels: new Uint8Array(0) }, /train-labels.*expected .*got /],
  ];
  test.each(cases)('%s', async (_, made, sentence) => {
    const out = fresh();
    await refused(['train', '--data', digits(made), '--out', out], sentence);
    expect(existsSync(out)).toBe(false);
  });
  test('a damaged gzip file', async () => {
    const dir = digits({});
    const file = join(dir, 'train-images-idx3-ubyte.gz');
    const bytes = readFileSync(file);
    bytes[bytes.length - 6] = bytes[bytes.length - 6]! ^ 0xff;
    writeFileSync(file, bytes);
    await refused(['train', '--data', dir, '--out', fresh()], /train-images.*gz.*expected .*got /);
  });
  test('files of no bytes', async () => {
    const dir = digits({});
    const file = join(dir, 't10k-labels-idx1-ubyte.gz');
    writeFileSync(file, '');
    await refused(
      ['train', '--data', dir, '--out', fresh()],
      /t10k-labels.*expected .*got an empty/,
    );
    expect(readFileSync(file)).toHaveLength(0);
  });
  test.each(['0', '0.1'])('well-formed files of no digits, with a share of %s', async (share) => {
    const none = {
      images: idx(2051, [0, 28, 28], new Uint8Array(0)),
      labels: idx(2049, [0], new Uint8Array(0)),
    };
    const out = fresh();
    const argv = ['train', '--data', digits(none), '--validation-split', share, '--out', out];
    await refused(argv, /training digits: expected at least one, got none/);
    expect(existsSync(out)).toBe(false);
  });
  test('missing files, all of them', async () => {
    const { code, stderr } = await cli(['train', '--data', temporaryFolder(), '--out', fresh()]);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(4);
  });
});

describe('an output folder that is refused', () => {
  test('exists: what it holds stays', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'precious'), 'x');
    await refused(
      ['train', '--out', out],
      /output folder: expected a path that does not exist yet/,
    );
    expect(readdirSync(out)).toEqual(['precious']);
  });
  test('lies under a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'x');
    await refused(['train', '--out', join(file, 'run')], /output folder: expected .*got /);
  });
  test('lies in a folder that nobody may write to', async () => {
    const locked = temporaryFolder();
    chmodSync(locked, 0o555);
    await unprivileged(() =>
      refused(['train', '--out', join(locked, 'run')], /output folder: expected permission/),
    );
    expect(readdirSync(locked)).toEqual([]);
  });
});
