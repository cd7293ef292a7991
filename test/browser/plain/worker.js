/** The same training in a worker. */
import { lossesOf } from './losses.js';

self.addEventListener('message', async ({ data }) => self.postMessage(await lossesOf(data)));
