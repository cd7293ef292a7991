/** Samples of a categorical distribution through which derivatives pass. */
import { stopGradient } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import { along, argMaxAlong, type OnAxis, onAxis, softmaxOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { gumbelOf } from './inversion.ts';
import type { AnyKey } from './key.ts';

/** 1 at the first maximum along the axis, which counts from the last, 0 elsewhere */
const oneHotOfMaximum = (y: Value, axis: number): Value => {
  const chosen = argMaxAlong(y, y.shape.length + axis);
  const here = p.equal(p.iota(y.shape, y.shape.length + axis), along(y, axis, chosen));
  return p.select(here, p.fill(1, y), p.zeros(y));
};

/** How sharp samples are, and whether they are corners. */
export interface GumbelSoftmaxOptions {
  /** 1 if absent; towards 0 samples approach the corners */
  readonly temperature?: number;
  /** the values are those of the corner, the derivatives those of the sample */
  readonly hard?: boolean;
}

/**
 * softmax((x + g) / temperature) along the axis, g being Gumbel noise -ln(-ln u) that the key decides:
 * gumbelSoftmax(key, -1, { temperature: 0.5 }). Its maximum is where a sample of the categorical distribution with
 * logits x is. Shape: S -> S. Throws RangeError for a temperature that is not positive. Jang et al. 2017; Maddison et
 * al. 2017. PyTorch: gumbel_softmax.
 */
export const gumbelSoftmax = <const I extends number>(
  key: AnyKey,
  axis: I,
  { temperature = 1, hard = false }: GumbelSoftmaxOptions = {},
): OnAxis<'gumbelSoftmax', I> => {
  if (!(temperature > 0)) {
    throw new RangeError(`gumbelSoftmax: the temperature must be positive, got ${temperature}`);
  }
  return onAxis('gumbelSoftmax', axis, (x, fromLast) => {
    const noise = p.cast(gumbelOf(key, x.shape), x.dtype);
    const noisy = p.div(p.add(x, noise), p.fill(temperature, x));
    const y = softmaxOf(noisy, fromLast);
    if (!hard) return y;
    return p.add(stopGradient(p.sub(oneHotOfMaximum(y, fromLast), y)), y);
  });
};
