/** What a browser downloads stays small: the kernels, and the JavaScript of a page that recognises digits. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Sizes, sizes } from '../bench/size/sizes.ts';

const MOST_KERNELS = 100_000;
const MOST_GZIP = 60_000;

describe('the MNIST CNN in a browser', () => {
  let found: Sizes;
  beforeAll(async () => {
    found = await sizes();
    const kernels = [...found.kernels].map(([name, bytes]) => `${name} ${bytes}`).join(', ');
    process.stdout.write(`sizes: ${kernels}, JavaScript ${found.script}, gzip ${found.gzip}\n`);
  });
  test('loads kernels of less than 100 KB', () => {
    expect([...found.kernels.keys()]).toContain('kernels.wasm');
    expect([...found.kernels].filter(([, bytes]) => bytes >= MOST_KERNELS)).toEqual([]);
  });
  test('needs less than 60 KB of JavaScript, compressed', () => {
    const largest = found.modules.slice(0, 30).map(([name, bytes]) => `${bytes} ${name}`);
    expect(found.gzip, largest.join('\n')).toBeLessThan(MOST_GZIP);
  });
  test('gets no optimisers, losses, other layers or training loops', () => {
    const unneeded =
      /dist\/(loss|metric|optim|data)\/|dist\/nn\/(recurrent|attention|transformer)|fit\.js/;
    expect(found.modules.filter(([name, bytes]) => bytes > 0 && unneeded.test(name))).toEqual([]);
    expect(found.modules.some(([name]) => name === 'dist/nn/conv.js')).toBe(true);
  });
});
