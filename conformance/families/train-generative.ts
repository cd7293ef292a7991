/** Training runs of networks that make data: two adversarial pairs and a variational autoencoder. */
import type { Value } from '../../src/core/node.ts';
import { type AdamState, adam, evaluate } from '../../src/index.ts';
import { binaryCrossEntropy } from '../../src/loss/index.ts';
import * as o from '../../src/ops/index.ts';
import { call, op } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import type { DataSets } from '../data.ts';
import type { Training } from '../training.ts';
import {
  adamOptions,
  byRole,
  emptyLog,
  entryOf,
  finalsOf,
  type Log,
  linear,
  logged,
  slopeOf,
  type Weights,
  weightsOf,
} from './train-run.ts';
import {
  add,
  exp,
  mean,
  mul,
  neg,
  number,
  relu,
  scale,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  tanh,
} from './untyped.ts';

const bce = op(binaryCrossEntropy);
/** The mean cross entropy of logits that should all say the same. */
const against = (logits: Value, target: number): Value =>
  bce(logits, add(scale(0, logits), number(target)));

type Network = (p: Weights, x: Value) => Value;
const generator: Network = (p, x) => linear(p, 'g2', relu(linear(p, 'g1', x)));
const critic =
  (activation: (x: Value) => Value): Network =>
  (p, x) =>
    linear(p, 'd2', activation(linear(p, 'd1', x)));

/** The loss of a discriminator at real and made data; the loss of the generator at what the discriminator says. */
interface Game {
  readonly discriminator: Network;
  readonly judge: (d: (x: Value) => Value, real: Value, fake: Value, alpha: Value) => Value;
  readonly persuade: (verdict: Value) => Value;
}

type Moments = AdamState<Weights>;
interface State {
  readonly g: Weights;
  readonly d: Weights;
  readonly gMoments: Moments;
  readonly dMoments: Moments;
  readonly log: Log;
}

const adversarial =
  ({ discriminator, judge, persuade }: Game) =>
  (c: Case): Training => {
    const steps = numberOf(c.attrs, 'steps');
    const optimiser = adam(adamOptions(c));
    const stored = ['real', 'noise_d', 'noise_g', 'alpha'].flatMap((role) =>
      c.inputs.filter((r) => r.role === role),
    );
    const step = (s: State, ...[real, noiseD, noiseG, alpha]: readonly Value[]) => {
      const fake = stopGradient(generator(s.g, noiseD!));
      const dSlope = slopeOf((p) => {
        const loss = judge((x) => discriminator(p, x), real!, fake, alpha!);
        return { loss, numbers: {} };
      }, s.d);
      const [d, dMoments] = optimiser.update(dSlope.grads, s.dMoments, s.d);
      const gSlope = slopeOf((p) => {
        const loss = persuade(discriminator(d, generator(p, noiseG!)));
        return { loss, numbers: {} };
      }, s.g);
      const [g, gMoments] = optimiser.update(gSlope.grads, s.gMoments, s.g);
      const log = logged(s.log, { d_loss: dSlope.loss, g_loss: gSlope.loss });
      return { state: { g, d, gMoments, dMoments, log }, loss: dSlope.loss };
    };
    const start = () => {
      const [g, d] = [weightsOf(c, 'g'), weightsOf(c, 'd')];
      const moments = { gMoments: optimiser.init(g), dMoments: optimiser.init(d) };
      return evaluate({ g, d, ...moments, log: emptyLog(steps, ['d_loss', 'g_loss']) });
    };
    return {
      ...{ steps, start, step },
      batch: (t) => stored.map((r) => entryOf(r, t)),
      results: (s: State) => ({ ...finalsOf({ ...s.g, ...s.d }), ...s.log.rows }),
    };
  };

export const gan = adversarial({
  discriminator: critic(op(o.leakyRelu({ negativeSlope: 0.2 }))),
  judge: (d, real, fake) => add(against(d(real), 1), against(d(fake), 0)),
  persuade: (verdict) => against(verdict, 1),
});

const penalty = (d: (x: Value) => Value, xi: Value): Value => {
  const slope = op(call(o.grad, (x: Value) => sum(d(x))))(xi);
  return mean(square(sub(sqrt(sum(square(slope), 1)), number(1))));
};

export const wganGp = adversarial({
  discriminator: critic((x) => tanh(x)),
  judge: (d, real, fake, alpha) => {
    const xi = add(mul(alpha, real), mul(sub(number(1), alpha), fake));
    return add(sub(mean(d(fake)), mean(d(real))), scale(10, penalty(d, xi)));
  },
  persuade: (verdict) => neg(mean(verdict)),
});

// ---- variational autoencoder ----------------------------------------------------------------------

export const vae = (c: Case, data: DataSets): Training => {
  const [steps, size] = [numberOf(c.attrs, 'steps'), numberOf(c.attrs, 'batch_size')];
  const { images } = data.mnist().train;
  const first = 784 * Number(c.data?.['first']);
  const pixels = Float32Array.from(images.subarray(first, first + 784 * size), (v) => v / 255);
  const x = o.array([size, 784], pixels);
  const rule = adam(adamOptions(c));
  type S = {
    readonly p: Weights;
    readonly moments: ReturnType<typeof rule.init<Weights>>;
    readonly log: Log;
  };
  const lossAt = (noise: Value) => (p: Weights) => {
    const h = relu(linear(p, 'enc', x));
    const [mu, logvar] = [linear(p, 'mu', h), linear(p, 'logvar', h)];
    const z = add(mu, mul(exp(scale(0.5, logvar)), noise));
    const logits = linear(p, 'out', relu(linear(p, 'dec', z)));
    const reconstruction = scale(1 / size, bce(logits, x, { reduction: 'sum' }));
    const terms = sub(sub(add(number(1), logvar), square(mu)), exp(logvar));
    const kl = scale(-0.5 / size, sum(terms));
    const numbers = { reconstruction_loss: reconstruction, kl_loss: kl };
    return { loss: add(reconstruction, kl), numbers };
  };
  const step = (s: S, noise: Value) => {
    const { loss, numbers, grads } = slopeOf(lossAt(noise), s.p);
    const [p, moments] = rule.update(grads, s.moments, s.p);
    return { state: { p, moments, log: logged(s.log, numbers) }, loss };
  };
  const noise = byRole(c.inputs, 'noise');
  return {
    ...{ steps, step },
    start: () => {
      const p = weightsOf(c);
      const log = emptyLog(steps, ['reconstruction_loss', 'kl_loss']);
      return evaluate({ p, moments: rule.init(p), log });
    },
    batch: (t) => [entryOf(noise, t)],
    results: (s: S) => ({ ...finalsOf(s.p), ...s.log.rows }),
  };
};
