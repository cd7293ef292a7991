/** Tests mirror the sources; the reporter notes each file's time and says at the end what was left out. */
import { defineConfig } from 'vitest/config';

/** `import 'typegrad'` means the sources; the rest are the conditions that vite has by itself. */
const conditions = ['source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 600_000,
    typecheck: {
      include: ['test/**/*.test-d.ts'],
      checker: './node_modules/ts7/bin/tsc',
      tsconfig: './tsconfig.json',
    },
  },
});
