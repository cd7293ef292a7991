/** Losses. */
import type { Value } from '../../src/core/node.ts';
import * as l from '../../src/loss/index.ts';
import { integers, permute } from '../../src/ops/index.ts';
import { type AdapterOf, type Family, op, program } from '../adapter.ts';
import { flagOf, listOf, numberOf } from '../attrs.ts';
import type { Attrs, Case } from '../cases.ts';

type Options = Readonly<Record<string, unknown>>;
type Numbers = Readonly<Record<string, string>>;

/** The options that attributes give, by their names here. */
const optionsOf = (attrs: Attrs, names: Numbers): Options =>
  Object.fromEntries(
    Object.entries({ reduction: 'reduction', ...names })
      .filter(([from]) => from in attrs)
      .map(([from, to]) => [to, attrs[from]]),
  );

/** The tensors among the options, by the roles that they have in cases. */
const TENSORS: Numbers = { weight: 'weight', pos_weight: 'posWeight' };

/** A loss of so many tensors; what inputs there are beyond them are options. */
const loss =
  (f: unknown, operands: number, names: Numbers = {}): AdapterOf =>
  ({ attrs, inputs }) =>
    program((...xs: readonly Value[]) => {
      const more = xs.slice(operands).map((x, i) => {
        const { role } = inputs[operands + i]!;
        const name = TENSORS[role];
        if (name === undefined) throw new TypeError(`no such input: ${role}`);
        return [name, x];
      });
      const options = { ...optionsOf(attrs, names), ...Object.fromEntries(more) };
      return op(f)(...xs.slice(0, operands), options);
    });

const MARGIN = { margin: 'margin' };
const LABELLED = { ignore_index: 'ignoreIndex', label_smoothing: 'labelSmoothing' };

/** Scores with their classes, axis 1 of theirs, last; of one row they are all there is. */
const classesLast = (x: Value): Value =>
  x.shape.length < 2 ? x : op(permute([0, ...[...x.shape.keys()].slice(2), 1]))(x);

/** The loss of a case whose classes stand along axis 1; PyTorch ignores the label -100 unless told otherwise. */
const ofClasses =
  (f: unknown): AdapterOf =>
  (c) => {
    const ignored = 'ignore_index' in c.attrs ? {} : { ignoreIndex: -100 };
    const own = (x: Value, y: Value, options: object): Value =>
      op(f)(classesLast(x), y, { ...ignored, ...options });
    return loss(own, 2, LABELLED)(c);
  };
const ofProbabilities = (x: Value, y: Value, options: unknown): Value =>
  op(l.categoricalCrossEntropy)(classesLast(x), classesLast(y), options);

/** Log-probabilities are [time, batch, classes]. */
const ctc = ({ attrs }: Case): ReturnType<AdapterOf> => {
  const targets = attrs['targets'];
  const rows = Array.isArray(targets) ? targets.map((row) => [row].flat().map(Number)) : [];
  const labels = integers([rows.length, rows[0]?.length ?? 0], rows.flat());
  const lengths = (name: string): Value => integers([rows.length], listOf(attrs, name));
  const options = {
    ...optionsOf(attrs, { blank: 'blank' }),
    zeroInfinity: flagOf(attrs, 'zero_infinity'),
  };
  return program((x: Value) =>
    op(l.ctcLoss)(
      ...[op(permute([1, 0, 2]))(x), labels],
      ...[lengths('input_lengths'), lengths('target_lengths'), options],
    ),
  );
};

/** 'batchmean' is spelt as names are here. */
const divergence: AdapterOf = (c) => {
  const reduction = c.attrs['reduction'] === 'batchmean' ? { reduction: 'batchMean' } : {};
  const own = (x: Value, y: Value, options: object): Value =>
    op(l.klDivergence)(x, y, { ...options, ...reduction });
  return loss(own, 2, { log_target: 'logTarget' })(c);
};

/** A power of differences may be given as 'inf'. */
const triplet: AdapterOf = (c) => {
  const own = (x: Value, y: Value, z: Value, options: object): Value =>
    op(l.tripletMarginLoss)(x, y, z, { ...options, p: numberOf(c.attrs, 'p') });
  return loss(own, 3, { ...MARGIN, eps: 'eps', swap: 'swap' })(c);
};

export const losses: Family = {
  mse_loss: loss(l.meanSquaredError, 2),
  l1_loss: loss(l.meanAbsoluteError, 2),
  huber_loss: loss(l.huberLoss, 2, { delta: 'delta' }),
  smooth_l1_loss: loss(l.smoothL1Loss, 2, { beta: 'beta' }),
  cross_entropy: ofClasses(l.crossEntropy),
  cross_entropy_probs: loss(ofProbabilities, 2, { label_smoothing: 'labelSmoothing' }),
  nll_loss: ofClasses(l.negativeLogLikelihood),
  kl_div: divergence,
  multi_margin_loss: loss(l.multiMarginLoss, 2, { ...MARGIN, p: 'p' }),
  bce_loss: loss(l.binaryCrossEntropyFromProbabilities, 2),
  bce_with_logits: loss(l.binaryCrossEntropy, 2),
  hinge_loss: loss(l.hingeLoss, 2, MARGIN),
  squared_hinge_loss: loss(l.squaredHingeLoss, 2, MARGIN),
  perceptron_loss: loss(l.perceptronLoss, 2),
  soft_margin_loss: loss(l.softMarginLoss, 2),
  hinge_embedding_loss: loss(l.hingeEmbeddingLoss, 2, MARGIN),
  margin_ranking_loss: loss(l.marginRankingLoss, 3, MARGIN),
  poisson_nll_loss: loss(l.poissonNegativeLogLikelihood, 2, {
    log_input: 'logInput',
    ...{ full: 'full', eps: 'eps' },
  }),
  gaussian_nll_loss: loss(l.gaussianNegativeLogLikelihood, 3, { full: 'full', eps: 'eps' }),
  cosine_embedding_loss: loss(l.cosineEmbeddingLoss, 3, MARGIN),
  triplet_margin_loss: triplet,
  ctc_loss: ctc,
};
