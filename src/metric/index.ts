/** Metrics as sums over batches. */
export { accuracy, accuracyOf, type Hits, type HitTensors, hits } from './accuracy.ts';
