/** The roof: asm/roof.ts, compiled and called here. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at, root } from '../../scripts/workspace.mjs';

const FLAGS = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory'];

const RELAXED = ['--enable', 'relaxed-simd'];

const compiled = (relaxed) => {
  const folder = mkdtempSync(join(tmpdir(), 'typegrad-roof-'));
  const file = join(folder, 'roof.wasm');
  try {
    const asc = at('node_modules', 'assemblyscript', 'bin', 'asc.js');
    execFileSync(
      process.execPath,
      [asc, 'asm/roof.ts', '--outFile', file, ...FLAGS, ...(relaxed ? RELAXED : [])],
      {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    return new WebAssembly.Module(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const ROUNDS = 100_000;
const DEPTH = 256;
const TIMES = 200;

/** Two cases of the bench: what runs once, and its floating-point operations; `relaxed` as the build that is measured. */
export const roofs = (relaxed) => {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const { exports: wasm } = new WebAssembly.Instance(compiled(relaxed), { env: { memory } });
  new Float32Array(memory.buffer).fill(0.5);
  const base = 65536;
  // a factor of 0: the sums stay as they are
  new Float32Array(memory.buffer, base, 4).fill(0);
  return [
    {
      name: 'roof: multiply and add in registers',
      flops: ROUNDS * 80,
      prepare: () => () => wasm.arithmetic(ROUNDS, base),
    },
    {
      name: 'roof: register tile on panels in L1',
      flops: TIMES * DEPTH * wasm.tileWork(),
      prepare: () => () => wasm.tile(DEPTH, TIMES, base + 1024, base + 8192, base + 65536),
    },
  ];
};
