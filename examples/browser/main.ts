/** The page: starts the worker that its address asks for, and draws the losses as they come. */
import { isModelName, type News, type Order } from './messages.ts';

const element = (id: string): Element => {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no element '${id}'`);
  return found;
};
const show = (id: string, text: string): void => {
  element(id).textContent = text;
};

const orderOf = (address: URLSearchParams): Order => {
  const [model, steps] = [address.get('model') ?? 'mlp', Number(address.get('steps') ?? 200)];
  if (!isModelName(model)) throw new TypeError(`there is no model '${model}'`);
  if (!Number.isInteger(steps) || steps < 1) throw new TypeError('steps: expected a whole number');
  return { model, steps };
};

/** Losses as points in the unit square, the largest at the top. */
const pointsOf = (losses: readonly number[], steps: number): string => {
  const top = Math.max(...losses);
  return losses.map((loss, i) => `${i / steps},${1 - loss / top}`).join(' ');
};

const draw = (losses: readonly number[], steps: number): void => {
  show('loss', losses.at(-1)?.toFixed(4) ?? '-');
  show('step', `${losses.length} of ${steps}`);
  element('curve').setAttribute('points', pointsOf(losses, steps));
};

const start = (order: Order): void => {
  const losses: number[] = [];
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<News>) => {
    if (data.kind === 'loss') {
      losses.push(data.loss);
      draw(losses, order.steps);
      return;
    }
    show(data.kind === 'done' ? 'losses' : 'error', data.message);
    worker.terminate();
  });
  worker.postMessage(order);
};

try {
  start(orderOf(new URLSearchParams(location.search)));
} catch (error) {
  show('error', String(error));
}
