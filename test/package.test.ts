/** The package as users get it: what it contains, that its doors open in Node, that its types stand alone. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

type Door = string | Readonly<Record<'source' | 'types' | 'import', string>>;
interface Manifest {
  readonly name: string;
  readonly files: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, Door>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;

const doors = Object.entries(manifest.exports);
const pathsOf = (door: Door): readonly string[] =>
  typeof door === 'string' ? [door] : Object.values(door);
/** 'typegrad', 'typegrad/nn': the doors that are modules. */
const modules = doors.flatMap(([key, door]) =>
  typeof door === 'string' ? [] : [`${manifest.name}${key.slice(1)}`],
);

const node = (cwd: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return status === 0 ? stdout : `exit code ${status}\n${stdout}${stderr}`;
};

/** Prints the number of names that each module exports. */
const importAll = `for (const name of ${JSON.stringify(modules)}) {
  const count = Object.keys(await import(name)).length;
  if (count === 0) throw new Error(name + ' exports nothing');
}
console.log('all imported');`;

/** Prints what is not the same behind the first door and those of its parts. */
const compareDoors = `const whole = await import('typegrad');
for (const name of ['typegrad/loss', 'typegrad/metric', 'typegrad/nn', 'typegrad/optim']) {
  for (const [key, value] of Object.entries(await import(name))) {
    if (typeof value === 'function' && value !== whole[key]) console.log(name, key);
  }
}`;

/** A project that has installed the tarball: its package, the dependencies and the peers, nothing else. */
const install = (project: string): readonly string[] => {
  const packed = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', project],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const [tarball] = JSON.parse(packed) as readonly {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  const home = join(project, 'node_modules', manifest.name);
  mkdirSync(home, { recursive: true });
  execFileSync('tar', [
    '-xzf',
    join(project, tarball!.filename),
    '-C',
    home,
    '--strip-components=1',
  ]);
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  return tarball!.files.map(({ path }) => path);
};

test('the lock file names no place to download from', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
});

/** The aliases fight over the name `tsc`, so every script names its compiler by path. */
test.each([
  ['typescript', '6.0'],
  ['ts7', '7.0'],
  ['ts59', '5.9'],
])('the compiler %s is of version %s', (name, version) => {
  const tsc = join(root, 'node_modules', name, 'bin', 'tsc');
  expect(node(root, tsc, '--version')).toContain(`Version ${version}.`);
});

describe('the tarball', () => {
  const project = mkdtempSync(join(tmpdir(), 'typegrad-package-'));
  let files: readonly string[] = [];
  beforeAll(() => {
    expect(node(root, join('scripts', 'build.mjs'))).toBe('');
    files = install(project);
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  test('holds dist, the sources of the kernels and what else package.json names', () => {
    const folder = /^!?(dist|asm)\b/;
    const named = ['package.json', ...manifest.files.filter((file) => !folder.test(file))];
    const others = files.filter((file) => !folder.test(file));
    expect([...others].sort()).toEqual([...named].sort());
  });
  test('holds the kernels as `typegrad build` compiles them, generated ones too', () => {
    const sources = files.filter((file) => file.startsWith('asm/'));
    expect(sources).toEqual(expect.arrayContaining(['asm/index.ts', 'asm/kernels/map.gen.ts']));
    expect(sources.filter((file) => !file.endsWith('.ts'))).toEqual([]);
  });
  test('holds JavaScript, declarations and kernels', () => {
    const rest = files.filter(
      (file) => file.startsWith('dist/') && !/(\.js|\.d\.ts|\.wasm)$/.test(file),
    );
    expect(rest).toEqual([]);
  });
  test.each(doors)('exports %s', (_, door) => {
    const inside = pathsOf(door).filter((path) => !path.startsWith('./src/'));
    expect(inside.filter((path) => !files.includes(path.slice(2)))).toEqual([]);
    expect(pathsOf(door).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
  test('holds the programs of bin', () => {
    const programs = Object.values(manifest.bin).map((path) => path.replace(/^\.\//, ''));
    expect(programs.filter((path) => !files.includes(path))).toEqual([]);
  });
  test('builds a network of its user into a module that needs none of it', () => {
    writeFileSync(
      join(project, 'net.mjs'),
      `import { writeFileSync } from 'node:fs';
      import { array, evaluate, f32, init, key, relu } from 'typegrad';
      import { layer, net } from 'typegrad/nn';
      import { saveParams } from 'typegrad/train';
      export const model = net(f32('B', 3), layer.dense('a', 5), relu, layer.dense('b', 2));
      const params = init(model.params, key(1));
      writeFileSync('net.safetensors', saveParams(params));
      export const planned = evaluate(model(params, array([1, 3], [1, 2, 3]))).data;`,
    );
    const program = join('node_modules', manifest.name, manifest.bin['typegrad']!);
    expect(node(project, join(project, 'net.mjs'))).toBe('');
    expect(node(project, program, 'build', 'net.mjs', '--weights', 'net.safetensors')).toContain(
      'predict: [1, 3] -> [1, 2]',
    );
    const same = `import { predict } from './model.js';
      import { planned } from './net.mjs';
      const { data } = predict({ shape: [1, 3], data: new Float32Array([1, 2, 3]) });
      console.log(data.length === 2 && data.every((v, i) => Object.is(v, planned[i])));`;
    expect(node(project, '--input-type=module', '--eval', same)).toBe('true\n');
  });
  test('is imported by name in Node', () => {
    expect(node(project, '--input-type=module', '--eval', importAll)).toBe('all imported\n');
  });
  test('is two files to Node, and one instance by whatever door', () => {
    const imports = readFileSync(join(root, 'dist/node/index.js'), 'utf8').matchAll(
      / from "(.*)"/g,
    );
    expect([...new Set([...imports].map(([, file]) => file))]).toEqual(['./library.js']);
    expect(readFileSync(join(root, 'dist/node/library.js'), 'utf8')).not.toMatch(/^import /m);
    expect(node(project, '--input-type=module', '--eval', compareDoors)).toBe('');
  });
  test('is imported by name from within the repository', () => {
    expect(node(root, '--input-type=module', '--eval', importAll)).toBe('all imported\n');
  });
  test('has types that need no other package and no lib check skipped', () => {
    const use = modules.map(
      (name, i) => `import * as m${i} from '${name}';\nexport const n${i} = m${i};\n`,
    );
    writeFileSync(join(project, 'use.mts'), use.join(''));
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(node(project, tsc, ...flags, 'use.mts')).toBe('');
  });
});
