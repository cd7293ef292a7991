/** Losses and weights that are no numbers end a run: nothing with a NaN or an infinity in it is written. */
import { firstNonFinite, type Tensors } from '../io/index.ts';
import type { TrainEvent } from '../train/index.ts';
import { Refused } from './failure.ts';
import { flagError } from './flags.ts';

const diverged = (what: string): Refused =>
  new Refused(flagError('--learning-rate', 'a rate at which loss and weights stay finite', what));

/** Throws Refused for an event whose loss is no number. */
export const refuseDivergence = (e: TrainEvent): void => {
  const loss = e.kind === 'step' ? e.loss : (e.validation?.loss ?? 0);
  if (Number.isFinite(loss)) return;
  const place = e.kind === 'step' ? `step ${e.step} of epoch` : 'validation after epoch';
  throw diverged(`a loss of ${loss} in ${place} ${e.epoch}`);
};

/** Throws Refused for weights or a test loss that are no numbers. */
export const refuseNonFinite = (tensors: Tensors, testLoss: number): void => {
  for (const [name, tensor] of tensors) {
    const at = firstNonFinite(tensor);
    if (at >= 0) throw diverged(`${tensor.data[at]} at ${name}[${at}]`);
  }
  if (!Number.isFinite(testLoss)) throw diverged(`a test loss of ${testLoss}`);
};
