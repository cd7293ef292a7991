import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildKernels, generatedAbi } from '../../scripts/build-asm.ts';
import {
  GEMM_WORKSPACE,
  MapArg,
  REDUCE_BYTES,
  SLOT_BYTES,
  TILE,
  TILE_BYTES,
} from '../../src/core/abi.gen.ts';

const committed = readFileSync(new URL('../../src/core/abi.gen.ts', import.meta.url), 'utf8');

describe('abi', () => {
  it('src/core/abi.gen.ts is what the build writes', () => {
    buildKernels();
    expect(committed).toBe(generatedAbi());
  });

  it('an unchanged tree is not built again', () => {
    buildKernels();
    expect(buildKernels()).toBe(false);
  });

  it('sizes of scratch memory fit together', () => {
    expect(TILE_BYTES).toBe(TILE * 4 + 64);
    expect(SLOT_BYTES).toBe(TILE_BYTES + 16);
    expect(REDUCE_BYTES).toBe(31 * TILE_BYTES);
    expect(GEMM_WORKSPACE).toBe(4096 + 4 * 256 * (120 + 512));
    expect(MapArg.size_).toBe(18);
  });
});
