/** Trains away from the page, which stays responsive. */
import { loadKernels } from 'typegrad';
import type { News, Order } from './messages.ts';
import { training } from './train.ts';

const tell = (news: News): void => self.postMessage(news);

const run = async ({ model, steps }: Order): Promise<void> => {
  await loadKernels();
  const losses: number[] = [];
  for (const loss of training(model, steps)) {
    losses.push(loss);
    tell({ kind: 'loss', loss });
  }
  tell({ kind: 'done', message: losses.join(' ') });
};

self.addEventListener('message', ({ data }: MessageEvent<Order>) => {
  run(data).catch((error: unknown) => tell({ kind: 'failed', message: String(error) }));
});
