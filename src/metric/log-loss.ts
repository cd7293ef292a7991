/** The mean negative log-likelihood of labels under predicted probabilities. */
import { IndexError, ShapeError } from '../core/error.ts';
import { pairs } from './confusion.ts';

/** The distance from 1 to the next number of the array's type, below which a probability does not count. */
const epsilonOf = (probabilities: ArrayLike<number>): number =>
  probabilities instanceof Float32Array ? 2 ** -23 : 2 ** -52;

const surprise = (p: number, eps: number): number => -Math.log(Math.min(Math.max(p, eps), 1 - eps));

const meanOf = (count: number, at: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += at(i);
  return sum / count;
};

/**
 * The mean of -ln p over samples with label 1, of -ln(1 - p) over those with label 0, for probabilities p of label 1,
 * which count as at least `eps` away from 0 and 1: 2^-23 for a Float32Array, else 2^-52. scikit-learn: log_loss.
 */
export const logLoss = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  eps: number = epsilonOf(probabilities),
): number =>
  meanOf(pairs('logLoss', labels, probabilities), (i) =>
    surprise(labels[i] === 0 ? 1 - probabilities[i]! : probabilities[i]!, eps),
  );

/**
 * The mean of -ln p_y over samples with label y, for a row of probabilities of 0 to classes - 1 each; rows are taken as
 * they are, `eps` as of `logLoss`. scikit-learn: log_loss.
 */
export const categoricalLogLoss = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  eps: number = epsilonOf(probabilities),
): number => {
  if (labels.length * classes !== probabilities.length) {
    throw new ShapeError(
      `categoricalLogLoss: ${labels.length} labels of ${classes} classes need ` +
        `${labels.length * classes} probabilities, got ${probabilities.length}`,
    );
  }
  return meanOf(labels.length, (i) => {
    const label = labels[i]!;
    if (label >= 0 && label < classes) return surprise(probabilities[i * classes + label]!, eps);
    throw new IndexError(`categoricalLogLoss: ${label} is no class, there are ${classes}`);
  });
};
