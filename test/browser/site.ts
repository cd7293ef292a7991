/** A project that has installed the built package, with the example's pages in it, and a server for its files. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page under it may run WebAssembly, but no text as code, and only what its own server hands out. */
const POLICY = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

const PACKAGE = 'node_modules/typegrad';
/** What the package's doors to files and training depend on. */
const DEPENDENCIES = ['fast-png', 'fflate', 'fp-ts', 'io-ts', 'iobuffer'];

/** Browsers know no packages: what names one becomes the address of its file. */
const addressed = (code: string): string =>
  code.replaceAll(" from 'typegrad'", ` from '/${PACKAGE}/dist/index.js'`);

const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 } as const;

/** TypeScript without its types: what a page gets that uses no bundler. */
const compiled = (file: string): string =>
  addressed(
    ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options }).outputText,
  );

/** The folder of the project: the package under node_modules, the example, and the pages of this folder. */
export const makeProject = (): string => {
  const project = mkdtempSync(join(tmpdir(), 'typegrad-browser-'));
  const inProject = (path: string): string => join(project, path);
  mkdirSync(inProject(PACKAGE), { recursive: true });
  cpSync(join(root, 'package.json'), inProject(`${PACKAGE}/package.json`));
  cpSync(join(root, 'dist'), inProject(`${PACKAGE}/dist`), { recursive: true });
  cpSync(join(root, 'examples/browser'), inProject('vite'), { recursive: true });
  for (const page of ['plain', 'doors']) {
    cpSync(join(root, 'test/browser', page), inProject(page), { recursive: true });
  }
  for (const name of DEPENDENCIES) {
    symlinkSync(join(root, 'node_modules', name), inProject(`node_modules/${name}`));
  }
  writeFileSync(inProject('package.json'), '{ "type": "module" }');
  writeFileSync(inProject('plain/train.js'), compiled(join(root, 'examples/browser/train.ts')));
  return project;
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
};

const fileOf = (folder: string, url: string): Buffer | null => {
  const { pathname } = new URL(url, 'http://localhost');
  try {
    return readFileSync(join(folder, normalize(decodeURIComponent(pathname))));
  } catch {
    return null;
  }
};

export interface Site {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Headers under which pages may share memory with their workers. */
export const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
} as const;

/** Serves a folder on a free port of this machine, every answer under the policy and with these headers. */
export const serve = async (
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Site> => {
  const server = createServer(({ url = '/' }, response) => {
    const body = fileOf(folder, url);
    const type = TYPES[extname(new URL(url, 'http://localhost').pathname)];
    response.writeHead(body === null ? 404 : 200, {
      ...headers,
      'content-security-policy': POLICY,
      'content-type': type ?? 'application/octet-stream',
    });
    response.end(body ?? 'not found');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
