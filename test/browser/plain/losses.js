/** The losses of a training as text, on the page or in a worker. */
import { loadKernels } from '/node_modules/typegrad/dist/index.js';
import { training } from './train.js';

export const lossesOf = async (address) => {
  await loadKernels();
  const order = new URLSearchParams(address);
  return [...training(order.get('model'), Number(order.get('steps')))].join(' ');
};
