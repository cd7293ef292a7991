/** Trains on the page, or in a worker if the address says so. */
import { lossesOf } from './losses.js';

const inWorker = () =>
  new Promise((done, fail) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => done(data));
    worker.addEventListener('error', ({ message }) => fail(new Error(`worker: ${message}`)));
    worker.postMessage(location.search);
  });

const show = (id) => (text) => {
  document.getElementById(id).textContent = String(text);
};

const run = location.search.includes('worker') ? inWorker() : lossesOf(location.search);
run.then(show('losses'), show('error'));
