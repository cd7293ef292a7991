/** Training runs on text, character by character: a recurrent network and a transformer. */
import type { Value } from '../../src/core/node.ts';
import { adam, adamw, evaluate } from '../../src/index.ts';
import { layerNorm, lstm, selfAttention } from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { clipGradNorm } from '../../src/optim/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { call, op } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import type { DataSets } from '../data.ts';
import type { Training } from '../training.ts';
import {
  adamOptions,
  emptyLog,
  finalsOf,
  type Log,
  linear,
  logged,
  member,
  slopeOf,
  type Weights,
  weightsOf,
} from './train-run.ts';
import { add, crossEntropy, reshape, slice, take } from './untyped.ts';

/** Inputs and targets of step t, [batch, length]: the targets are the inputs one character on. */
const textBatches = (c: Case, data: DataSets): ((t: number) => readonly Value[]) => {
  const [size, length] = [numberOf(c.attrs, 'batch_size'), numberOf(c.attrs, 'length')];
  const first = Number(c.data?.['first_byte']);
  const text = data.text(String(c.data?.['file'])).slice(first, first + Number(c.data?.['bytes']));
  const vocabulary = [...new Set(text)].sort();
  const ids = Array.from(text, (character) => vocabulary.indexOf(character));
  return (t) => {
    const begin = t * size * length;
    return [0, 1].map((shift) =>
      o.integers([size, length], ids.slice(begin + shift, begin + shift + size * length)),
    );
  };
};

/** The mean over all positions. */
const lossOf = (logits: Value, targets: Value): Value => {
  const count = Number(targets.shape[0]) * Number(targets.shape[1]);
  return crossEntropy(reshape(logits, [count, -1]), reshape(targets, [count]));
};

// ---- recurrent network ----------------------------------------------------------------------------

const charLstmLogits = (p: Weights, x: Value): Value => {
  const b = add(p['bias_ih'], p['bias_hh']);
  const cell = { wx: p['weight_ih'], wh: p['weight_hh'], b };
  const [outputs] = leaves(call(lstm, cell, take(p['embedding'], x)));
  return linear(p, 'out', outputs!);
};

export const charLstm = (c: Case, data: DataSets): Training => {
  const rule = adam(adamOptions(c));
  type S = { readonly p: Weights; readonly moments: ReturnType<typeof rule.init<Weights>> };
  const step = (s: S, x: Value, y: Value) => {
    const { loss, grads } = slopeOf(
      (p) => ({ loss: lossOf(charLstmLogits(p, x), y), numbers: {} }),
      s.p,
    );
    const [p, moments] = rule.update(grads, s.moments, s.p);
    return { state: { p, moments }, loss };
  };
  return {
    steps: numberOf(c.attrs, 'steps'),
    step,
    start: () => evaluate({ p: weightsOf(c), moments: rule.init(weightsOf(c)) }),
    batch: textBatches(c, data),
    results: (s: S) => finalsOf(s.p),
  };
};

// ---- transformer ----------------------------------------------------------------------------------

const normal = (p: Weights, name: string, x: Value): Value =>
  op(call(layerNorm, { gamma: p[`${name}.weight`], beta: p[`${name}.bias`] }))(x);

/** The maps to query, key and value stand side by side. */
const attention = (p: Weights, block: string, heads: number, x: Value): Value => {
  const width = Number(x.shape.at(-1));
  const part = (k: number) => ({
    w: slice(p[`${block}.qkv.weight`], 1, k * width, width),
    b: slice(p[`${block}.qkv.bias`], 0, k * width, width),
  });
  const out = { w: p[`${block}.proj.weight`], b: p[`${block}.proj.bias`] };
  const maps = { query: part(0), key: part(1), value: part(2), out };
  return op(call(selfAttention, maps, heads, { causal: true }))(x);
};

const blockOf = (p: Weights, block: string, heads: number, x: Value): Value => {
  const h = add(x, attention(p, block, heads, normal(p, `${block}.ln1`, x)));
  const wide = op(o.gelu)(linear(p, `${block}.fc1`, normal(p, `${block}.ln2`, h)));
  return add(h, linear(p, `${block}.fc2`, wide));
};

const transformerLogits = (p: Weights, heads: number, x: Value): Value => {
  const h = add(take(p['tok'], x), p['pos']);
  const blocks = new Set(Object.keys(p).flatMap((name) => /^block\d+/.exec(name) ?? []));
  const deep = [...blocks].reduce((v, block) => blockOf(p, block, heads, v), h);
  return linear(p, 'head', normal(p, 'lnf', deep));
};

/** Of `lr * min(1, (t + 1) / 5)` the 5. */
const warmupOf = ({ attrs }: Case): number =>
  Number(/\/ (\d+)\)/.exec(String(attrs['schedule']))?.[1]);

export const charTransformer = (c: Case, data: DataSets): Training => {
  const [steps, heads] = [numberOf(c.attrs, 'steps'), numberOf(c.attrs, 'heads')];
  const { lr, ...constants } = adamOptions(c, 'adamw');
  const decay = Number(member(member(c.attrs['optimizer'], 'adamw'), 'weight_decay'));
  const warm = Array.from({ length: steps }, (_, t) => lr * Math.min(1, (t + 1) / warmupOf(c)));
  const rates = o.array([steps], warm);
  const rule = adamw({ ...constants, lr: (t) => o.take(rates, t), weightDecay: decay });
  type S = {
    readonly p: Weights;
    readonly moments: ReturnType<typeof rule.init<Weights>>;
    readonly log: Log;
  };
  const step = (s: S, x: Value, y: Value) => {
    const { loss, grads } = slopeOf(
      (p) => ({ loss: lossOf(transformerLogits(p, heads, x), y), numbers: {} }),
      s.p,
    );
    const [clipped, norm] = clipGradNorm(grads, numberOf(c.attrs, 'clip_grad_norm'));
    const [p, moments] = rule.update(clipped, s.moments, s.p);
    return { state: { p, moments, log: logged(s.log, { grad_norm: norm }) }, loss };
  };
  return {
    ...{ steps, step },
    start: () => {
      const p = weightsOf(c);
      return evaluate({ p, moments: rule.init(p), log: emptyLog(steps, ['grad_norm']) });
    },
    batch: textBatches(c, data),
    results: (s: S) => ({ ...finalsOf(s.p), ...s.log.rows }),
  };
};
