/** A training on as many threads as the address says, on the page or in a worker, and what came of it. */
import { capabilities, loadKernels } from '/node_modules/typegrad/dist/index.js';
import { currentMachine } from '/node_modules/typegrad/dist/runtime/kernels.js';
import { training } from './train.js';

const trained = async (address) => {
  const order = new URLSearchParams(address);
  const threads = order.get('threads');
  await loadKernels(threads === null ? {} : { threads: Number(threads), threshold: 0 });
  const losses = [...training(order.get('model'), Number(order.get('steps')))];
  const runs = currentMachine().threads?.team.runs ?? 0;
  return { losses, runs, ...capabilities() };
};

const outcomeOf = async (address) =>
  JSON.stringify(await trained(address).catch((error) => ({ refused: String(error) })));

const inWorker = () =>
  new Promise((done, fail) => {
    const worker = new Worker(new URL('./threads.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => done(data));
    worker.addEventListener('error', ({ message }) => fail(new Error(`worker: ${message}`)));
    worker.postMessage(location.search);
  });

const show = (id) => (text) => {
  document.getElementById(id).textContent = String(text);
};

if (globalThis.document === undefined) {
  self.addEventListener('message', async ({ data }) => self.postMessage(await outcomeOf(data)));
} else {
  const run = location.search.includes('worker') ? inWorker() : outcomeOf(location.search);
  run.then(show('outcome'), show('error'));
}
