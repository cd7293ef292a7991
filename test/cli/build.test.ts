/** `build`: the bits of the planned program, from a folder that holds nothing but what was built. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { buildModel } from '../../src/cli/build.ts';
import { need } from '../../src/cli/failure.ts';
import type { ModelName } from '../../src/cli/models.ts';
import { readInfo, readWeights } from '../../src/cli/run-folder.ts';
import { generatedDigits } from '../../src/data/index.ts';
import { array } from '../../src/index.ts';
import { cli, temporaryFolder } from './cli.ts';
import { digits } from './digits.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A short run of a model, made once for each. */
const made = new Map<ModelName, Promise<string>>();
const runOf = (model: ModelName): Promise<string> => {
  const make = async (): Promise<string> => {
    const out = join(temporaryFolder(), 'run');
    const argv = ['--data', digits({}), '--batch', '8', '--epochs', '1', '--out', out];
    expect((await cli(['train', '--model', model, ...argv])).code).toBe(0);
    return out;
  };
  const run = made.get(model) ?? make();
  made.set(model, run);
  return run;
};

const drawn = generatedDigits([0, 7], 128);

/** The planned program's probabilities of the first digits. */
const planned = async (run: string, batch: number): Promise<Float32Array> => {
  const saved = await need(readInfo(run));
  const state = await need(readWeights(run, saved));
  const features = array(
    [batch, ...saved.model.row] as readonly number[],
    drawn.features.subarray(0, 784 * batch),
  );
  return saved.model.classifier.probabilities(state, { features });
};

/** A folder with the three files and nothing else, made once for each run and size. */
const folders = new Map<string, Promise<string>>();
const builtFrom = (run: string, batch: number): Promise<string> => {
  const known = folders.get(`${run} ${batch}`) ?? buildInto(run, batch);
  folders.set(`${run} ${batch}`, known);
  return known;
};
const buildInto = async (run: string, batch: number): Promise<string> => {
  const folder = temporaryFolder();
  const out = join(folder, 'model.wasm');
  const { code, stderr } = await cli(['build', run, '--size', `B=${batch}`, '-o', out]);
  expect([code, stderr]).toEqual([0, '']);
  expect(readdirSync(folder).sort()).toEqual(['model.d.ts', 'model.js', 'model.wasm']);
  return folder;
};

const node = (folder: string, program: string): string => {
  const module = ['--input-type=module', '-e', program];
  return execFileSync(process.execPath, module, { cwd: folder, encoding: 'utf8' });
};

/** Three calls, so that what a call leaves behind would show in the next one. */
const predicted = (folder: string, shape: readonly number[], data: Float32Array): Float32Array => {
  const elsewhere = temporaryFolder();
  for (const f of readdirSync(folder)) copyFileSync(join(folder, f), join(elsewhere, f));
  const input = join(temporaryFolder(), 'input');
  writeFileSync(input, data);
  const text = node(
    elsewhere,
    `import { readFileSync } from 'node:fs';
    import { predict } from './model.js';
    const shape = ${JSON.stringify(shape)};
    const data = new Float32Array(new Uint8Array(readFileSync(${JSON.stringify(input)})).buffer);
    predict({ shape, data });
    predict({ shape, data: new Float32Array(data.length).fill(NaN) });
    console.log(JSON.stringify([...new Uint32Array(predict({ shape, data }).data.buffer)]));`,
  );
  return new Float32Array(Uint32Array.from(JSON.parse(text)).buffer);
};

/** What the general kernels weigh. */
const GENERAL = statSync(join(root, 'dist/kernels.wasm')).size;

const cases: readonly (readonly [ModelName, readonly number[]])[] = [
  ['mlp', [1, 784]],
  ['mlp', [128, 784]],
  ['cnn', [1, 28, 28, 1]],
  ['cnn', [128, 28, 28, 1]],
];

describe('a built model', () => {
  test.each(cases)('%s %j: the bits of the planned program, in less code', async (name, shape) => {
    const run = await runOf(name);
    const [batch] = shape;
    const folder = await builtFrom(run, batch!);
    const data = drawn.features.slice(0, 784 * batch!);
    const bits = (x: Float32Array) => Buffer.from(x.buffer, x.byteOffset, x.byteLength);
    const own = predicted(folder, shape, data);
    expect(bits(own).equals(bits(await planned(run, batch!)))).toBe(true);
    // the weights are most of the file: what is left is code, records and constants
    const weights = statSync(join(run, 'model.safetensors')).size;
    const size = statSync(join(folder, 'model.wasm')).size;
    expect(size - weights).toBeLessThan(GENERAL / 2);
    expect(gzipSync(readFileSync(join(folder, 'model.js'))).length).toBeLessThan(1500);
  });
});

/** A program of a user that has the built files beside it: right but for the line that is marked. */
const user = `import { predict } from './model.js';
const data = new Float32Array(784);
const { shape, data: out } = predict({ shape: [1, 784], data });
export const rows: 1 = shape[0];
export const columns: 10 = shape[1];
export const digit: number = out.indexOf(Math.max(...out));
predict({ shape: [1, 785], data });
`;

describe('the declaration', () => {
  test.each(['ts59', 'typescript', 'ts7'])('a wrong shape is an error under %s', async (name) => {
    const folder = await builtFrom(await runOf('mlp'), 1);
    const own = temporaryFolder();
    copyFileSync(join(folder, 'model.d.ts'), join(own, 'model.d.ts'));
    writeFileSync(join(own, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(own, 'user.ts'), user);
    const argv = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', 'user.ts'];
    const compiler = join(root, 'node_modules', name, 'bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...argv], {
      cwd: own,
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    const errors = stdout.split('\n').filter((line) => line.includes('error TS'));
    expect(errors).toEqual([
      "user.ts(7,22): error TS2322: Type '785' is not assignable to type '784'.",
    ]);
  });
});

describe('a built model refuses', () => {
  test('another shape and other data, in words', async () => {
    const folder = await builtFrom(await runOf('mlp'), 1);
    const text = node(
      folder,
      `import { predict } from './model.js';
      const say = (input) => { try { predict(input); } catch (e) { console.log(String(e)); } };
      say({ shape: [2, 784], data: new Float32Array(1568) });
      say({ shape: [1, 784], data: new Float64Array(784) });`,
    );
    expect(text).toBe(
      'RangeError: predict: input: expected [1, 784], got [2, 784]\n' +
        'TypeError: predict: data: expected Float32Array of 784, got Float64Array of 784\n',
    );
  });
});

const refused = async (argv: readonly string[], sentence: string): Promise<void> => {
  const { code, stderr, stdout } = await cli(['build', ...argv]);
  expect([code, stderr, stdout]).toEqual([2, `${sentence}\n`, '']);
};

describe('build refuses', () => {
  test('where there is no compiler', async () => {
    const flags = { model: await runOf('mlp'), weights: null, sizes: new Map() };
    const out = join(temporaryFolder(), 'model.wasm');
    const absent = buildModel({ ...flags, out }, () => Promise.reject(new Error('not found')));
    await expect(absent).rejects.toMatchObject({
      name: 'Refused',
      error: { field: 'compiler', actual: 'none' },
    });
    expect(existsSync(out)).toBe(false);
  });
  test('paths, names and weights that make no sense', async () => {
    const run = await runOf('mlp');
    const none = join(temporaryFolder(), 'none');
    await refused([none], `${none}: model: expected an existing path, got no such file or folder`);
    await refused(
      [run, '-o', 'model.js'],
      "command line: --out: expected the path of a file that ends in .wasm, got 'model.js'",
    );
    await refused(
      [run, '--weights', 'w'],
      "command line: --weights: expected nothing, as a run has its own, got 'w'",
    );
    const module = join(temporaryFolder(), 'net.mjs');
    writeFileSync(module, 'export const other = 1;');
    await refused(
      [module],
      `${module}: export: expected a network of \`net\` or \`model\`, exported as model or default, got other`,
    );
  });
});
