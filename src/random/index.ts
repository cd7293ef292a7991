/** Random numbers as functions of explicit keys. */
export { foldIn, type Key, key, keyAt, split } from './key.ts';
export { normal } from './normal.ts';
export { threefry2x32 } from './threefry.ts';
export { bernoulli, bits, type Interval, randint, uniform } from './uniform.ts';
