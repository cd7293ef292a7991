/** A run that was stopped goes on to the bits of one that was not; what is not its own is refused. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, temporaryFolder } from './cli.ts';
import { COUNT, digits, goodLabels, idx } from './digits.ts';

const data = digits({});
const fresh = (): string => join(temporaryFolder(), 'run');

/** Three epochs of two steps with dropout: the key, the order and the optimiser all matter. */
const begin = (out: string, more: readonly string[] = []): readonly string[] => [
  ...['train', '--data', data, '--epochs', '3', '--batch', '8', '--dropout', '0.5', '--json'],
  ...['--validation-split', '0.2', '--out', out, ...more],
];
const resume = (run: string, more: readonly string[] = []): readonly string[] => [
  ...['train', '--resume', run, '--json', ...more],
];

/** All that a run leaves which must not depend on whether it was stopped. */
const outcome = (out: string, stdout: string) => {
  const { seconds: _, out: __, ...report } = JSON.parse(stdout);
  const lines = readFileSync(join(out, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const metrics = lines.map((line) => ({ ...JSON.parse(line), seconds: 0 }));
  const bytes = (name: string) => readFileSync(join(out, name)).toString('base64');
  return {
    report,
    metrics,
    weights: bytes('model.safetensors'),
    checkpoint: bytes('checkpoint.safetensors'),
    info: readFileSync(join(out, 'model.json'), 'utf8'),
  };
};

const unbroken = async () => {
  const out = fresh();
  const { code, stdout } = await cli(begin(out));
  expect(code).toBe(0);
  return outcome(out, stdout);
};

/** A run that was stopped after so many steps and ends of epochs. */
const stopped = async (events: number): Promise<string> => {
  const out = fresh();
  const { code, stderr } = await cli(begin(out), { afterEvents: events });
  expect(stderr).toContain(`go on with: typegrad train --resume ${out}`);
  expect(code).toBe(130);
  expect(readdirSync(out).sort()).toEqual([
    ...['checkpoint.safetensors', 'metrics.jsonl', 'model.json'],
  ]);
  return out;
};

describe('a run that was stopped', () => {
  test.each([
    ['in its first epoch', 1],
    ['at the end of an epoch, before validation', 2],
    ['after an epoch', 3],
    ['in its second epoch', 4],
    ['after its last epoch', 9],
  ])('%s ends as if it had not been', async (_, events) => {
    const out = await stopped(events);
    const { code, stdout, stderr } = await cli(resume(out));
    expect(stderr).toContain('; goes on after');
    expect(code).toBe(0);
    expect(outcome(out, stdout)).toEqual(await unbroken());
  });
  test('twice, too', async () => {
    const out = await stopped(1);
    expect((await cli(resume(out), { afterEvents: 3 })).code).toBe(130);
    const { stdout } = await cli(resume(out));
    expect(outcome(out, stdout)).toEqual(await unbroken());
  });
  test('goes on for more epochs, as if begun with them', async () => {
    const [short, long] = [fresh(), fresh()];
    await cli(begin(short));
    const { stdout } = await cli(resume(short, ['--epochs', '4']));
    const { stdout: wanted } = await cli(begin(long, ['--epochs', '4']));
    expect(outcome(short, stdout)).toEqual(outcome(long, wanted));
  });
  test('by a machine that went down in the middle of a line of metrics', async () => {
    const out = await stopped(4);
    writeFileSync(join(out, 'metrics.jsonl'), '{"epoch":2,"lo', { flag: 'a' });
    const { stdout } = await cli(resume(out));
    expect(outcome(out, stdout)).toEqual(await unbroken());
  });
});

const refused = async (argv: readonly string[], sentence: RegExp): Promise<void> => {
  const { code, stderr, stdout } = await cli(argv);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
};

/** The files of a folder with their bytes. */
const held = (dir: string) =>
  readdirSync(dir).map((name) => [name, readFileSync(join(dir, name)).toString('base64')]);

describe('what does not fit a run is refused, and its files stay', () => {
  const cases: readonly (readonly [string, (out: string) => void, RegExp])[] = [
    [
      'a checkpoint that was cut off',
      (out) => {
        const file = join(out, 'checkpoint.safetensors');
        writeFileSync(file, readFileSync(file).subarray(0, 5000));
      },
      /checkpoint\.safetensors: .*expected .*, got /,
    ],
    [
      'a checkpoint that is no safetensors file',
      (out) => writeFileSync(join(out, 'checkpoint.safetensors'), 'hello'),
      /checkpoint\.safetensors: .*expected .*, got /,
    ],
    [
      'weights in the place of a checkpoint',
      (out) => {
        const bytes = readFileSync(join(out, 'checkpoint.safetensors'));
        const size = Number(bytes.readBigUInt64LE(0));
        const header = JSON.parse(bytes.subarray(8, 8 + size).toString());
        delete header.__metadata__.position;
        const text = JSON.stringify(header).padEnd(size);
        writeFileSync(
          join(out, 'checkpoint.safetensors'),
          Buffer.concat([bytes.subarray(0, 8), Buffer.from(text), bytes.subarray(8 + size)]),
        );
      },
      /checkpoint\.safetensors: metadata\.position: expected where the run stands, got nothing/,
    ],
    [
      'metrics without the epochs that are done',
      (out) => writeFileSync(join(out, 'metrics.jsonl'), ''),
      /metrics\.jsonl: line 1: expected the record of epoch 1, got /,
    ],
    [
      'a description that is no JSON',
      (out) => writeFileSync(join(out, 'model.json'), '{'),
      /model\.json: run: expected JSON, got /,
    ],
    [
      'a description of another program',
      (out) => writeFileSync(join(out, 'model.json'), '{"format":"x"}'),
      /model\.json: run\.format: expected "typegrad run", got "x"/,
    ],
    [
      'an unknown model',
      (out) => {
        const file = join(out, 'model.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"cnn"', '"vgg"'));
      },
      /model\.json: run\.config\.model: expected one of cnn, mlp, got "vgg"/,
    ],
    [
      'a batch of no samples',
      (out) => {
        const file = join(out, 'model.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"batch": 8', '"batch": 0'));
      },
      /model\.json: run\.config\.batch: expected a whole number from 1 to 65536, got 0/,
    ],
    [
      'another architecture',
      (out) => {
        const file = join(out, 'model.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"conv1"', '"conv9"'));
      },
      /model\.json: architecture: expected that of this version's cnn, got /,
    ],
  ];
  test.each(cases)('%s', async (_, damage, sentence) => {
    const out = await stopped(4);
    damage(out);
    const before = held(out);
    await refused(resume(out), sentence);
    expect(held(out)).toEqual(before);
  });
  test('the checkpoint of another run', async () => {
    const [out, other] = [await stopped(4), fresh()];
    await cli(begin(other, ['--seed', '9']));
    copyFileSync(join(other, 'checkpoint.safetensors'), join(out, 'checkpoint.safetensors'));
    await refused(
      resume(out),
      /checkpoint\.safetensors: metadata\.run: expected .*"seed":0.*got .*"seed":9/,
    );
  });
  test('the checkpoint of another model', async () => {
    const [out, other] = [await stopped(4), fresh()];
    await cli(begin(other, ['--model', 'mlp']));
    copyFileSync(join(other, 'checkpoint.safetensors'), join(out, 'checkpoint.safetensors'));
    await refused(resume(out), /checkpoint\.safetensors: .*params\.conv1\.w.*expected .*, got /);
  });
  test('other data', async () => {
    const out = await stopped(4);
    const labels = idx(2049, [COUNT], Uint8Array.from(goodLabels.subarray(8)).reverse());
    await refused(
      resume(out, ['--data', digits({ labels })]),
      /--data: expected the data that the run learns from, MNIST with .*, got /,
    );
  });
  test('no run at all', async () => {
    await refused(resume(temporaryFolder()), /model\.json: file: expected .*, got /);
  });
  test.each([
    [['--batch', '64'], /--batch: expected nothing beside --resume: .*, got '64'/],
    [['--seed', '1'], /--seed: expected nothing beside --resume/],
    [['--out', 'x'], /--out: expected nothing beside --resume/],
    [['--epochs', '1'], /--epochs: expected at least the 2 that the run has begun, got '1'/],
  ] as const)('%j', async (more, sentence) => {
    await refused(resume(await stopped(4), more), sentence);
  });
});
