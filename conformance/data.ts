/** Real data sets from a folder, in their usual files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Images row-major, [count, rows, columns], 0 (background) to 255 (ink); labels 0 to 9. */
export interface Digits {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** Big-endian u32 magic, whose low byte is the rank; a u32 per axis; bytes. */
const readIdx = (
  file: string,
): { readonly sizes: readonly number[]; readonly data: Uint8Array } => {
  const bytes = Uint8Array.from(gunzipSync(readFileSync(file)));
  const view = new DataView(bytes.buffer);
  const rank = view.getUint32(0) & 0xff;
  const sizes = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { sizes, data: bytes.subarray(4 + 4 * rank) };
};

const readDigits = (folder: string, prefix: string): Digits => {
  const images = readIdx(join(folder, `${prefix}-images-idx3-ubyte.gz`));
  const labels = readIdx(join(folder, `${prefix}-labels-idx1-ubyte.gz`));
  const [count, rows, columns] = images.sizes;
  return {
    ...{ count: count!, rows: rows!, columns: columns! },
    ...{ images: images.data, labels: labels.data },
  };
};

export interface DataSets {
  readonly folder: string;
  /** 60000 training and 10000 test digits, read when called. */
  readonly mnist: () => { readonly train: Digits; readonly test: Digits };
  /** A text file: `text('iris.csv')`. */
  readonly text: (file: string) => string;
}

export const dataSets = (folder: string): DataSets => ({
  folder,
  mnist: () => ({ train: readDigits(folder, 'train'), test: readDigits(folder, 't10k') }),
  text: (file) => readFileSync(join(folder, file), 'utf8'),
});
