/** Whole training steps as cases of the bench, on as many threads as the package runs on. */
import { make } from '../peers/typegrad.mjs';

const MODELS = ['mlp', 'cnn', 'lstm', 'transformer'];
const THREADS = [1, 2];

/** Null where the package does not run on so many threads. */
const adapterFor = async (threads) => {
  try {
    return await make(threads);
  } catch {
    return null;
  }
};

const steps = async (threads) => {
  const adapter = await adapterFor(threads);
  if (adapter === null) return [];
  const suffix = threads === 1 ? '' : `, ${threads} threads`;
  return MODELS.map((model) => ({
    name: `step ${model}${suffix}`,
    kind: 'step',
    threads,
    prepare: async () => adapter.prepare({ kind: 'train', model }),
  }));
};

export const stepCases = async () => (await Promise.all(THREADS.map(steps))).flat();
