/** Small MNIST files, some of which may be wrong. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from './cli.ts';

export const idx = (magic: number, dims: readonly number[], bytes: Uint8Array): Uint8Array => {
  const head = Buffer.alloc(4 + 4 * dims.length);
  head.writeUInt32BE(magic, 0);
  for (const [i, d] of dims.entries()) head.writeUInt32BE(d, 4 + 4 * i);
  return Buffer.concat([head, bytes]);
};

export interface Digits {
  readonly images?: Uint8Array;
  readonly labels?: Uint8Array;
  readonly testLabels?: Uint8Array;
}

export const COUNT = 20;
export const labelBytes = Uint8Array.from({ length: COUNT }, (_, i) => i % 10);
export const goodImages = idx(2051, [COUNT, 28, 28], new Uint8Array(COUNT * 784).fill(7));
export const goodLabels = idx(2049, [COUNT], labelBytes);

/** A folder of small MNIST files, some of which may be wrong. */
export const digits = ({
  images = goodImages,
  labels = goodLabels,
  testLabels = goodLabels,
}: Digits): string => {
  const dir = temporaryFolder();
  const write = (name: string, bytes: Uint8Array) =>
    writeFileSync(join(dir, name), gzipSync(bytes));
  write('train-images-idx3-ubyte.gz', images);
  write('train-labels-idx1-ubyte.gz', labels);
  write('t10k-images-idx3-ubyte.gz', goodImages);
  write('t10k-labels-idx1-ubyte.gz', testLabels);
  return dir;
};
