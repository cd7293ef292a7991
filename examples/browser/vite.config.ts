/** `npx vite build examples/browser`: a page and a worker that need nothing but their own files. */
import type { UserConfig } from 'vite';

export default { base: './', worker: { format: 'es' } } satisfies UserConfig;
