/** `typegrad shapes`: the same listing through TypeScript 5.9, 6 and 7, equal to what the run time says of the network. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activationBytes,
  f32,
  flatten,
  layer,
  maxPool2d,
  net,
  parameterCount,
  relu,
  seq,
  softmax,
} from '../../src/index.ts';
import { cli, type Outcome, temporaryFolder } from '../cli/cli.ts';
import { COMPILERS, type Compiler } from '../types/compile.ts';
import { projects } from '../types/project.ts';

// positions behind characters of several bytes are right: – ≠ 🙂
const MODEL = `// – ≠ 🙂
import {
  array, dense, f32, flatten, init, key, layer, maxPool2d, model, net, pipe, relu, seq, softmax, spec, type Tensor,
} from 'typegrad';

export const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('c1', { filters: 8, kernel: 3 }), maxPool2d(2), flatten,
  layer.residual('r1', layer.dense('fc', 1352), seq(relu, softmax(-1))),
  layer.group('g1', layer.dense('fc', 64), relu),
  layer.dense('out', 10),
);
const p = init({ l1: spec.dense(784, 32), l2: spec.dense(32, 10) }, key(1));
const head = seq(relu, dense(p.l2));
export const classify = (x: Tensor<['B', 784]>) => {
  const hidden = pipe(x, dense(p.l1), relu);
  const { shape } = hidden;
  return pipe(hidden, head, seq(softmax(-1), relu));
};
const [logits, count] = [cnn(init(cnn.params, key(0)), array([2, 28, 28, 1], new Float32Array(1568))), 3];
const small = model({ l: spec.dense(4, 2) }, f32('B', 4), (own, x) => dense(own.l)(x));
`;

const LISTING = `\
line  name                                                shape                     dtype  parameters    bytes
   6  cnn                                                 [B, 28, 28, 1] → [B, 10]  f32       1916578  52360*B
   8    layer.conv2d('c1', { filters: 8, kernel: 3 })     [B, 26, 26, 8]            f32            80  21632*B
   8    maxPool2d(2)                                      [B, 13, 13, 8]            f32                 5408*B
   8    flatten                                           [B, 1352]                 f32                 5408*B
   9    layer.residual('r1', layer.dense('fc', 1352), s…  [B, 1352]                 f32       1829256   5408*B
   9      layer.dense('fc', 1352)                         [B, 1352]                 f32       1829256   5408*B
   9      seq(relu, softmax(-1))                          [B, 1352]                 f32                 5408*B
   9        relu                                          [B, 1352]                 f32                 5408*B
   9        softmax(-1)                                   [B, 1352]                 f32                 5408*B
  10    layer.group('g1', layer.dense('fc', 64), relu)    [B, 64]                   f32         86592    256*B
  10      layer.dense('fc', 64)                           [B, 64]                   f32         86592    256*B
  10      relu                                            [B, 64]                   f32                  256*B
  11    layer.dense('out', 10)                            [B, 10]                   f32           650     40*B
  13  p                                                                                         25450
  14  head                                                                                        330
  14    relu
  14    dense(p.l2)                                                                               330
  15  classify
  16    hidden                                            [B, 32]                   f32                  128*B
  16      dense(p.l1)                                     [B, 32]                   f32         25120    128*B
  16      relu                                            [B, 32]                   f32                  128*B
  18    pipe                                              [B, 10]                   f32                   40*B
  18      head                                            [B, 10]                   f32           330     40*B
  18      seq(softmax(-1), relu)                          [B, 10]                   f32                   40*B
  18        softmax(-1)                                   [B, 10]                   f32                   40*B
  18        relu                                          [B, 10]                   f32                   40*B
  20  logits                                              [2, 10]                   f32                     80
  21  small                                               [B, 4] → [B, 2]           f32            10     24*B
`;

const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('c1', { filters: 8, kernel: 3 }),
  maxPool2d(2),
  flatten,
  layer.residual('r1', layer.dense('fc', 1352), seq(relu, softmax(-1))),
  layer.group('g1', layer.dense('fc', 64), relu),
  layer.dense('out', 10),
);

const WRONG = `import { dense, init, key, pipe, relu, spec, type Tensor } from 'typegrad';
declare const x: Tensor<['B', 28]>;
const p = init(spec.dense(784, 10), key(0));
export const y = pipe(x, relu, dense(p), relu);
export const n: string = 3;
`;

const compilers = COMPILERS.map(([compiler]) => compiler);
let folders: Readonly<Record<Compiler, string>>;
const written = (compiler: Compiler, name: string, text: string): string => {
  const file = join(folders[compiler], name);
  writeFileSync(file, text);
  return file;
};
/** The output, with the folder of the compiler's project taken out. */
const shapes = async (
  compiler: Compiler,
  text: string,
  ...flags: readonly string[]
): Promise<Outcome> => {
  const { code, stdout, stderr } = await cli(['shapes', written(compiler, 'm.ts', text), ...flags]);
  const short = (s: string): string => s.replaceAll(`${folders[compiler]}/`, '');
  return { code, stdout: short(stdout), stderr: short(stderr) };
};

beforeAll(() => {
  folders = projects('shapes');
});

describe.each(compilers)('with %s', (compiler) => {
  test('lists constants and stages', async () => {
    const { code, stdout, stderr } = await shapes(compiler, MODEL);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toBe(LISTING);
  });
  test('says what is wrong in one line each', async () => {
    const { code, stderr } = await shapes(compiler, WRONG);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `m.ts(4,32): error: pipe: stage 1, dense: expects last dimension 784, got [B, 28] (28 ≠ 784)
m.ts(5,14): error: Type 'number' is not assignable to type 'string'.
`,
    );
  });
  test('gives the same as JSON, with sizes for names', async () => {
    const { code, stdout } = await shapes(compiler, MODEL, '--json', '--size', 'B=128');
    expect(code).toBe(0);
    const { rows, errors } = JSON.parse(stdout);
    expect(errors).toEqual([]);
    expect(rows[0]).toMatchObject({
      kind: 'const',
      name: 'cnn',
      depth: 0,
      span: { start: { line: 6, column: 14 }, end: { line: 6, column: 17 } },
      input: [128, 28, 28, 1],
      shape: [128, 10],
      dtype: 'f32',
      parameters: parameterCount(cnn),
      bytes: activationBytes(cnn, { B: 128 }),
    });
    expect(rows).toHaveLength(LISTING.trimEnd().split('\n').length - 1);
  });
});

describe('bad input is refused', () => {
  const refused = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await cli(['shapes', ...words]);
    expect([code, stdout]).toEqual([2, '']);
    return stderr.trimEnd();
  };
  test('no such file, a folder, no TypeScript', async () => {
    expect(await refused('gone.ts')).toBe(
      'gone.ts: path: expected an existing path, got no such file or folder',
    );
    expect(await refused('model.js')).toBe(
      'model.js: name: expected a TypeScript file, as model.ts, got another name',
    );
    const folder = join(temporaryFolder(), 'm.ts');
    mkdirSync(folder);
    expect(await refused(folder)).toBe(`${folder}: path: expected a file, got a folder`);
  });
  test('a size that is none', async () => {
    for (const size of ['B', 'B=', 'B=-1', '=3', 'B=1.5', 'B=99999999999999999999']) {
      expect(await refused('gone.ts', '--size', size)).toBe(
        `command line: --size: expected a name and a whole number, as B=128, got '${size}'`,
      );
    }
  });
  test('a project that is not there', async () => {
    const file = written('ts7', 'm.ts', WRONG);
    expect(await refused(file, '--project', 'gone.json')).toContain('gone.json: path: expected');
  });
  test('no compiler, one that is too strange', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'm.ts');
    writeFileSync(file, '');
    const expected = `${file}: compiler: expected the package typescript, 5.9 or later, installed for it, got`;
    expect(await refused(file)).toBe(`${expected} none`);
    const module = join(folder, 'node_modules/typescript');
    mkdirSync(module, { recursive: true });
    writeFileSync(join(module, 'package.json'), '{ "version": "5.9.0", "main": "./main.js" }');
    writeFileSync(join(module, 'main.js'), 'module.exports = {};');
    expect(await refused(file)).toBe(`${expected} typescript 5.9.0`);
  });
});

describe('projects', () => {
  test('a file without tensors, read as another project says', async () => {
    const file = written('ts7', 'n.ts', 'export const n = 3;\n');
    expect(await cli(['shapes', file, '--project', join(folders.ts59, 'tsconfig.json')])).toEqual({
      code: 0,
      stdout: `${file}: no tensors\n`,
      stderr: '',
    });
  });
  test.each(compilers)('no configuration is strict, with %s', async (compiler) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(
      join(folders[compiler], 'node_modules/typescript'),
      join(folder, 'node_modules/typescript'),
      'junction',
    );
    const file = join(folder, 'n.ts');
    writeFileSync(file, 'export const n: number = null;\n');
    const { code, stderr } = await cli(['shapes', file]);
    expect(code).toBe(1);
    expect(stderr).toBe(`${file}(1,14): error: Type 'null' is not assignable to type 'number'.\n`);
  });
});

test('the page on editors shows what is printed, and a matcher that reads errors', async () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../docs/editor.md', import.meta.url)),
    'utf8',
  );
  const block = (language: string): string =>
    new RegExp(`\\n\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;
  const { stdout } = await shapes('ts7', block('ts'), '--size', 'B=128');
  expect(stdout).toBe(block('text'));
  const { tasks } = JSON.parse(block('json'));
  const { stderr } = await shapes('ts7', WRONG);
  const [first] = stderr.split('\n');
  expect(new RegExp(tasks[0].problemMatcher.pattern.regexp).exec(first!)?.slice(1, 4)).toEqual([
    'm.ts',
    '4',
    '32',
  ]);
});
