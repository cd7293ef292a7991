/**
 * Where reference values and data sets are, by environment: TYPEGRAD_ORACLE, TYPEGRAD_ORACLE_JAX and TYPEGRAD_DATA name
 * folders; TYPEGRAD_NODE and CHROMIUM name programs; TYPEGRAD_REQUIRE ('oracle,data,node,browser') makes their absence a
 * failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Source = 'torch' | 'jax' | 'data';

const SOURCES = {
  torch: { variable: 'TYPEGRAD_ORACLE', need: 'oracle', file: 'index.json' },
  jax: { variable: 'TYPEGRAD_ORACLE_JAX', need: 'oracle', file: 'index.json' },
  data: { variable: 'TYPEGRAD_DATA', need: 'data', file: 'train-images-idx3-ubyte.gz' },
} as const;

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

type Environment = Readonly<Record<string, string | undefined>>;

export const required = (
  need: 'oracle' | 'data' | 'node' | 'browser',
  env: Environment = process.env,
): boolean => (env['TYPEGRAD_REQUIRE'] ?? '').split(',').includes(need);

/** The folder that the environment names; a wrong name never passes as an absence. */
export const folderOf = (source: Source, env: Environment = process.env): string | undefined => {
  const { variable, need, file } = SOURCES[source];
  const folder = env[variable];
  if (folder === undefined || folder === '') {
    if (required(need, env)) throw new Error(`TYPEGRAD_REQUIRE asks for ${need}: set ${variable}`);
    return undefined;
  }
  if (!existsSync(join(folder, file))) throw new Error(`${variable}=${folder}: no ${file} there`);
  return folder;
};

/** The program of another Node to compare results with; undefined where none is named. */
export const otherNode = (env: Environment = process.env): string | undefined => {
  const path = env['TYPEGRAD_NODE'];
  if (path !== undefined && path !== '') return path;
  if (required('node', env)) throw new Error('TYPEGRAD_REQUIRE asks for node: set TYPEGRAD_NODE');
  return undefined;
};

const chromiumOf = (env: Environment, usual: string): string | undefined =>
  env['CHROMIUM'] || (existsSync(usual) ? usual : undefined);

/** Chromium, by CHROMIUM or where Debian puts it; undefined where there is none. */
export const browserProgram = (
  env: Environment = process.env,
  usual: string = DEBIAN_CHROMIUM,
): string | undefined => {
  const path = chromiumOf(env, usual);
  if (path !== undefined && !existsSync(path)) {
    throw new Error(`CHROMIUM=${path}: no program there`);
  }
  if (path === undefined && required('browser', env)) {
    throw new Error('TYPEGRAD_REQUIRE asks for browser: install Chromium or set CHROMIUM');
  }
  return path;
};

/** The committed sample that stands in for a folder of reference cases. */
export const sampleOf = (source: 'torch' | 'jax'): string =>
  fileURLToPath(new URL(`../oracle/sample/${source}`, import.meta.url));

const sampled = (source: 'torch' | 'jax'): string => {
  const index = readFileSync(join(sampleOf(source), 'index.json'), 'utf8');
  const { case_count, sampled_from } = JSON.parse(index) as {
    readonly case_count: number;
    readonly sampled_from: number;
  };
  return `${case_count} of ${sampled_from} cases ran, the committed sample`;
};

const named = (source: Source): boolean => Boolean(process.env[SOURCES[source].variable]);

/** What this run could not do on this machine, a line each. */
export const leftOut = (): readonly string[] => [
  ...(named('torch') ? [] : [`PyTorch reference: ${sampled('torch')}; all with TYPEGRAD_ORACLE`]),
  ...(named('jax') ? [] : [`JAX reference: ${sampled('jax')}; all with TYPEGRAD_ORACLE_JAX`]),
  ...(named('data') ? [] : ['tests on MNIST and other data sets: they run with TYPEGRAD_DATA']),
  ...(process.env['TYPEGRAD_NODE'] ? [] : ['the same bits under another Node: with TYPEGRAD_NODE']),
  ...(chromiumOf(process.env, DEBIAN_CHROMIUM) === undefined
    ? ['the built package in a browser: with Chromium, which CHROMIUM names']
    : []),
];
