/** What a browser downloads: the kernels, and the JavaScript of a page that recognises digits, as vite builds it. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Sizes {
  /** bytes of every set of kernels; a program loads one */
  readonly kernels: ReadonlyMap<string, number>;
  /** bytes of the page's JavaScript, minified */
  readonly script: number;
  /** and compressed */
  readonly gzip: number;
  /** of the modules in it, bytes before they are minified, largest first */
  readonly modules: readonly (readonly [name: string, bytes: number])[];
}

const kernelSizes = (): ReadonlyMap<string, number> => {
  const files = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.wasm'));
  return new Map(files.map((name) => [name, statSync(join(root, 'dist', name)).size]));
};

/** A project that has installed the built package, with the page's script in it. */
const makeProject = (): string => {
  const project = mkdtempSync(join(tmpdir(), 'typegrad-size-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/typegrad'));
  cpSync(join(root, 'bench/size/digits.ts'), join(project, 'digits.ts'));
  return project;
};

const bundled = async (project: string) => {
  const built = await build({
    configFile: false,
    root: project,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: {
        input: join(project, 'digits.ts'),
        // what the page exports is what it uses
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  return outputs.flatMap((o) => ('output' in o ? o.output : [])).filter((o) => o.type === 'chunk');
};

export const sizes = async (): Promise<Sizes> => {
  const project = makeProject();
  try {
    const chunks = await bundled(project);
    const code = chunks.map((c) => c.code).join('\n');
    const modules = chunks.flatMap((c) => Object.entries(c.modules));
    return {
      kernels: kernelSizes(),
      script: Buffer.byteLength(code),
      gzip: gzipSync(code, { level: 9 }).length,
      modules: modules
        .map(
          ([id, m]) =>
            [id.replace(/^.*\/(?=dist\/|node_modules\/)/, ''), m.renderedLength] as const,
        )
        .sort(([, a], [, b]) => b - a),
    };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
};
