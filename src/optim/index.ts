/** Optimisers as pure functions: init(params) -> state, update(grads, state, params) -> [params, state]. */
export { type Adam, type AdamOptions, type AdamState, adam } from './adam.ts';
export type { Rate } from './leaf.ts';
export { type Sgd, type SgdOptions, type SgdState, sgd } from './sgd.ts';
