import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encode, sha256, type TensorData } from '../../src/io/index.ts';
import { cli, temporaryFolder } from './cli.ts';

const w: TensorData = { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) };
const bytes = encode(new Map([['fc.w', w]]));
const saved = (data: Uint8Array = bytes): { readonly folder: string; readonly file: string } => {
  const folder = temporaryFolder();
  const file = join(folder, 'model.safetensors');
  writeFileSync(file, data);
  return { folder, file };
};

describe('typegrad types', () => {
  test('prints the declaration, with the file and its hash', async () => {
    const { code, stdout, stderr } = await cli(['types', saved().file]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(' * The tensors of model.safetensors, written by `typegrad types`');
    expect(stdout).toContain(` * sha256 of the file: ${sha256(bytes)}\n`);
    expect(stdout).toContain('  fc: {\n    w: f32(2, 3),\n  },\n');
  });
  test('writes it whole, over an older one, and leaves nothing else', async () => {
    const { folder, file } = saved();
    const out = join(folder, 'weights.ts');
    writeFileSync(out, 'older');
    expect(await cli(['types', file, '-o', out])).toEqual({ code: 0, stdout: '', stderr: '' });
    const { stdout } = await cli(['types', file]);
    expect(readFileSync(out, 'utf8')).toBe(stdout);
    expect(readdirSync(folder)).toEqual(['model.safetensors', 'weights.ts']);
  });
  test('refuses a file that is damaged, foreign or absent, and writes nothing', async () => {
    const { folder, file } = saved(bytes.subarray(0, -1));
    const out = join(folder, 'weights.ts');
    expect(await cli(['types', file, '--out', out])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${file}: data: expected 24 bytes as the header says, got 23 bytes\n`,
    });
    // its first letters, read as a length
    writeFileSync(file, 'PK\u0003\u0004 a zip archive');
    const foreign = await cli(['types', file, '--out', out]);
    expect([foreign.code, foreign.stderr]).toEqual([
      2,
      `${file}: header length: expected at most 10 bytes, got 8800140462016121680\n`,
    ]);
    expect((await cli(['types', join(folder, 'none')])).stderr).toBe(
      `${join(folder, 'none')}: file: expected an existing path, got no such file or folder\n`,
    );
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
  });
  test('refuses names that make no tree, and a folder to write to', async () => {
    const { folder, file } = saved(
      encode(
        new Map([
          ['a', w],
          ['a.\u001b[2J', w],
        ]),
      ),
    );
    const { code, stderr } = await cli(['types', file]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `${file}: tensor 'a.\\u{1b}[2J': expected a name that is not below a tensor, got the tensor 'a' above it\n`,
    );
    const out = join(folder, 'weights.ts');
    mkdirSync(out);
    const written = await cli(['types', saved().file, '-o', out]);
    expect([written.code, written.stderr]).toEqual([
      2,
      `${out}: output file: expected the name of a file, got an existing folder\n`,
    ]);
  });
});
