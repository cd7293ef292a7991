/** The example of the training loop runs and learns what it says. */
import { expect, test, vi } from 'vitest';

test('examples/mlp.ts learns digits', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import('../../examples/mlp.ts');
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  expect(lines.filter((line) => line.startsWith('epoch'))).toHaveLength(5);
  const [, accuracy] = /^test accuracy (\S+)$/m.exec(lines.join('\n')) ?? [];
  // 0.971 on every machine; one in ten by chance
  expect(Number(accuracy)).toBeGreaterThan(0.95);
});
