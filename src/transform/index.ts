/** Folds over any graph: derivative, transpose, batch, meaning. */
export { addCotangents, sumCotangent } from './cotangents.ts';
export { jvpGraph, pullBack, vjpGraph } from './derivative.ts';
export { evaluateGraph } from './evaluate.ts';
export { type Linearized, linearize } from './linearize.ts';
export { transpose } from './transpose.ts';
export { batchGraph, vmapGraph } from './vmap.ts';
export { widen } from './widen.ts';
