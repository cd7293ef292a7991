/** Budgets of layers, networks, losses, draws, arrays, transformations and optimisers. */
import { type Budget, each, one, words, X } from './budget.ts';

const P = '#(DenseP<$a, $b>)';
const Q = '#[B, 4, $a, $c]';
const K = '#[B, 4, $b, $c]';
const TEXT = '#[B, $a, $b*4]';
const layers: readonly Budget[] = [
  ...one(600, {
    dense: 'dense(#(DenseP<$a, $b>))(#[B, $a])',
    rmsNorm: `rmsNorm(#(RmsNormP<$b>))(${X})`,
    layerNorm: `layerNorm(#(LayerNormP<[$b]>))(${X})`,
    instanceNorm: `instanceNorm(#(GroupNormP<$b>))(${X})`,
    batchNorm: `batchNorm(#(BatchNormP<$b>), #(BatchNormS<$b>))(${X})`,
    positionalEncoding: `positionalEncoding()(${X})`,
    rotaryEmbedding: 'rotaryEmbedding()(#[B, $a, $b*2])',
    sinusoidalPositions: "sinusoidalPositions('T', $a)",
  }),
  ...one(1000, {
    batchNormTrain: `batchNormTrain(#(BatchNormP<$b>), #(BatchNormS<$b>))(${X})`,
    scaledDotProductAttention: `scaledDotProductAttention(${Q}, ${K}, #[B, 4, $b, 8])`,
    rnnCell: 'rnnCell(#(RnnP<$a, $b>), #[B, $a], #[B, $b])',
    gruCell: 'gruCell(#(GruP<$a, $b>), #[B, $a], #[B, $b])',
    lstmCell: 'lstmCell(#(LstmP<$a, $b>), #[B, $a], { h: #[B, $b], c: #[B, $b] })',
    rnn: 'rnn(#(RnnP<$a, $b>), #[B, T, $a])',
    gru: 'gru(#(GruP<$a, $b>), #[B, T, $a])',
    lstm: 'lstm(#(LstmP<$a, $b>), #[B, T, $a])',
    rbmHidden: 'rbmHidden(#(RbmP<$a, $b>), #[B, $a])',
    rbmVisible: 'rbmVisible(#(RbmP<$a, $b>), #[B, $b])',
    rbmEnergy: 'rbmEnergy(#(RbmP<$a, $b>), #[B, $a], #[B, $b])',
    rbmFreeEnergy: 'rbmFreeEnergy(#(RbmP<$a, $b>), #[B, $a])',
    rbmGibbs: 'rbmGibbs(#(RbmP<$a, $b>), #[B, $a], #(Key))',
    contrastiveDivergence: 'contrastiveDivergence(#(RbmP<$a, $b>), #[B, $a], #[$c, $a])',
  }),
  ...one(2000, {
    groupNorm: 'groupNorm(#(GroupNormP<$b*4>), 4)(#[B, $a, $b*4])',
    selfAttention: `selfAttention(#(MultiHeadAttentionP<$b*4, $b*4, $b*4>), 4)(${TEXT})`,
    transformerEncoderLayer: `transformerEncoderLayer(#(TransformerEncoderP<$b*4, $c>), 4)(${TEXT})`,
  }),
  ...one(3000, {
    multiHeadAttention: `multiHeadAttention(#(MultiHeadAttentionP<$b*4, $b*4, $b*4>), 4)(${TEXT}, ${TEXT}, ${TEXT})`,
    multiHeadAttentionWithWeights: `multiHeadAttentionWithWeights(#(MultiHeadAttentionP<$b*4, $b*4, $b*4>), 4)(${TEXT}, ${TEXT}, ${TEXT})`,
    ensemble: "ensemble(net(f32('B', $a), layer.dense('s', $b)), 3, softmax(-1))",
    transformerDecoderLayer: `transformerDecoderLayer(#(TransformerDecoderP<$b*4, $c, $b>), 4)(${TEXT}, #[B, S, $b])`,
  }),
];

const stageOf = (name: string): string => {
  const [x, more] = STAGES[name]!;
  return `net(${x}, layer.${name}(${more}))`;
};
const FLAT = "f32('B', $a)";
const SEQUENCE = "f32('B', 'T', $a)";
const CHANNELS = "f32('B', $b, $a*4)";
/** A stage of a network: what it is put on, and how it is made. */
const STAGES: Readonly<Record<string, readonly [input: string, stage: string]>> = {
  dense: [FLAT, "'s', $b"],
  dropout: [FLAT, '0.5'],
  batchNorm: [FLAT, "'s'"],
  layerNorm: [FLAT, "'s'"],
  rmsNorm: [FLAT, "'s'"],
  groupNorm: [CHANNELS, "'s', 4"],
  instanceNorm: [CHANNELS, "'s'"],
  embedding: ["i32('B', $a)", "'s', $b, $c"],
  positionEmbedding: ["f32('B', $a, $b)", "'s'"],
  multiHeadAttention: [CHANNELS, "'s', { heads: 4 }"],
  transformerEncoder: [CHANNELS, "'s', { heads: 4, hidden: $c }"],
  rnn: [SEQUENCE, "'s', $b"],
  lstm: [SEQUENCE, "'s', $b"],
  gru: [SEQUENCE, "'s', $b"],
  conv1d: ["f32('B', $a, $b)", "'s', { filters: $c, kernel: 3 }"],
  conv2d: ["f32('B', $a, $b, $c)", "'s', { filters: $b, kernel: 3 }"],
  conv3d: ["f32('B', $a, $b, $a, $c)", "'s', { filters: $b, kernel: 3 }"],
  convTranspose1d: ["f32('B', $a, $b)", "'s', { filters: $c, kernel: 3 }"],
  convTranspose2d: ["f32('B', $a, $b, $c)", "'s', { filters: $b, kernel: 3 }"],
  convTranspose3d: ["f32('B', $a, $b, $a, $c)", "'s', { filters: $b, kernel: 3 }"],
  group: [FLAT, "'g', layer.dense('s', $b)"],
  residual: [FLAT, "'g', layer.dense('s', $a)"],
  skip: [FLAT, "'g', layer.dense('s', $b)"],
};
const stages = (most: number, names: string): readonly Budget[] =>
  words(names).map((name) => ({ name: `layer.${name}`, most, template: stageOf(name) }));
const specs = (most: number, templates: Readonly<Record<string, string>>): readonly Budget[] =>
  Object.entries(templates).map(([name, template]) => ({
    name: `spec.${name}`,
    most,
    template: `init(spec.${name}(${template}), #(Key))`,
  }));

const networks: readonly Budget[] = [
  // a network is made, and its stages walked
  ...one(4000, {
    activationBytes: "activationBytes(net(f32('B', $a), layer.dense('s', $b)), { B: $c })",
    fitsIn: "fitsIn(net(f32('B', $a), layer.dense('s', $b)), { B: 2 }, 9000000)",
  }),
  ...one(2000, {
    net: "net(f32('B', $a), layer.dense('a', $b), relu)",
    model: "model({ l: spec.dense($a, $b) }, f32('B', $a), (p, x) => dense(p.l)(x))",
    init: 'init({ l: spec.dense($a, $b) }, #(Key))',
    jit: "jit([f32('B', $a)], (x) => relu(x))(#(NdArray<[$b, $a]>))",
    pipe: 'pipe(#[B, $a], dense(#(DenseP<$a, $b>)), relu)',
    seq: 'seq(dense(#(DenseP<$a, $b>)), relu)(#[B, $a])',
    parameterCount: 'parameterCount(spec.dense($a, $b))',
    parameterBytes: 'parameterBytes(spec.dense($a, $b))',
  }),
  ...stages(2000, 'dense dropout batchNorm layerNorm rmsNorm groupNorm instanceNorm embedding'),
  ...stages(2000, 'positionEmbedding multiHeadAttention transformerEncoder rnn lstm gru'),
  ...stages(2000, 'group residual skip conv1d conv2d convTranspose1d convTranspose2d'),
  ...stages(3000, 'conv3d convTranspose3d'),
  ...specs(1000, {
    dense: '$a, $b',
    conv1d: '$a, $b, 3',
    conv2d: '$a, $b, 3',
    conv3d: '$a, $b, 3',
    convTranspose1d: '$a, $b, 3',
    convTranspose2d: '$a, $b, 3',
    convTranspose3d: '$a, $b, 3',
    batchNorm: '$a',
    batchNormState: '$a',
    layerNorm: '$a, $b',
    rmsNorm: '$a',
    groupNorm: '$a',
    embedding: '$a, $b',
    multiHeadAttention: '$a, $b, $c',
    transformerEncoder: '$a, $b',
    transformerDecoder: '$a, $b, $c',
    rnn: '$a, $b',
    lstm: '$a, $b',
    gru: '$a, $b',
    array: '[$a, $b]',
    rbm: '$a, $b',
  }),
];

const losses: readonly Budget[] = [
  ...each(
    300,
    'binaryCrossEntropy binaryCrossEntropyFromProbabilities gaussianKlDivergence',
    (n) => `${n}(${X}, #[$b])`,
  ),
  ...each(
    300,
    'hingeEmbeddingLoss hingeLoss huberLoss klDivergence meanAbsoluteError',
    (n) => `${n}(${X}, #[$b])`,
  ),
  ...each(
    300,
    'meanSquaredError perceptronLoss poissonNegativeLogLikelihood smoothL1Loss',
    (n) => `${n}(${X}, #[$b])`,
  ),
  ...each(
    300,
    'softMarginLoss squaredHingeLoss softF1Loss weightedMean',
    (n) => `${n}(${X}, #[$b])`,
  ),
  ...each(
    300,
    'crossEntropy negativeLogLikelihood multiMarginLoss',
    (n) => `${n}(${X}, #[B, $a]i32)`,
  ),
  ...each(
    300,
    'accuracy topKAccuracy',
    (n) => `${n}(${X}, #[B, $a]i32${n === 'accuracy' ? '' : ', 3'})`,
  ),
  ...one(300, {
    binaryAccuracy: `binaryAccuracy(${X}, #[$b]i32)`,
    categoricalCrossEntropy: `categoricalCrossEntropy(${X}, #[$b])`,
    ctcLoss: 'ctcLoss(#[$a, T, $b], #[$a, $c]i32, #[$a]i32, #[$a]i32)',
    maximumMeanDiscrepancy: 'maximumMeanDiscrepancy(#[$a, $b], #[$c, $b])',
  }),
  ...each(
    1000,
    'marginRankingLoss gaussianNegativeLogLikelihood tripletMarginLoss',
    (n) => `${n}(${X}, #[$b], #[$a, 1])`,
  ),
  ...one(1000, { cosineEmbeddingLoss: `cosineEmbeddingLoss(${X}, #[$b], #[$a])` }),
];

const draws: readonly Budget[] = [
  ...each(
    300,
    'bits cauchy exponential gumbel laplace logistic normal rademacher uniform',
    (n) => `${n}(#(Key), ['B', $a])`,
  ),
  ...each(
    300,
    'bernoulli chiSquared gamma geometric logGamma logNormal pareto poisson rayleigh studentT',
    (n) => `${n}(#(Key), #[$b], [$a, $b])`,
  ),
  ...each(300, 'beta truncatedNormal weibull', (n) => `${n}(#(Key), 1, #[$b], [$a, $b])`),
  ...one(300, {
    randint: 'randint(#(Key), [$a], { min: 0, max: 6 })',
    categorical: `categorical(#(Key), ${X})`,
    choice: `choice(#(Key), ${X}, [$c])`,
    dirichlet: 'dirichlet(#(Key), #[$b], [$a])',
    multivariateNormal: 'multivariateNormal(#(Key), #[$a], #[$a, $a], [$b])',
    orthogonal: 'orthogonal(#(Key), $a)',
    permutation: `permutation(#(Key), ${X})`,
    split: 'split(#(Key), $a)',
    foldIn: 'foldIn(#(Key), $a)',
    key: 'key($a)',
    keyAt: 'keyAt(split(#(Key), $a), 0)',
    sequential: 'sequential(#(Key))',
  }),
];

const DTYPES = 'f32 f64 i32 u32 bool u8 i64 f16 bf16';
const made: readonly Budget[] = [
  ...each(300, DTYPES, (n) => `${n}('B', $a, $b)`),
  ...each(300, 'ones zeros', (n) => `${n}(['B', $a, $b])`),
  ...one(300, {
    array: 'array([$a, $b], [1])',
    integers: 'integers([$a, $b], [1])',
    ndarray: 'ndarray([$a, $b], u8, [1])',
    full: "full(['B', $a], 1)",
    scalar: 'scalar($a)',
    arange: 'arange($a)',
    linspace: 'linspace(0, 1, $a)',
    'tree.map': `tree.map((x) => x, { w: ${X} })`,
    'tree.zip': `tree.zip((x) => x, { w: ${X} }, { w: ${X} })`,
    'tree.rebuild': `tree.rebuild({ w: ${X} }, [])`,
    'tree.formals': "tree.formals({ w: f32('B', $a) })",
    'tree.initOf': 'tree.initOf<DenseP<$a, $b>>({})',
  }),
];

const F = '(x: Tensor<[$a]>) => relu(x)';
const LOSS = '(x: Tensor<[$a]>) => sum()(x)';
const V = '#[$a]';
const transformations: readonly Budget[] = [
  ...each(1000, 'grad valueAndGrad', (n) => `${n}(${LOSS})(${V})`),
  ...each(2000, 'hessian', (n) => `${n}(${LOSS})(${V})`),
  ...each(2000, 'jacfwd jacrev', (n) => `${n}(${F})(${V})`),
  ...one(1000, {
    hvp: `hvp(${LOSS})(${V}, ${V})`,
    jvp: `jvp(${F}, [${V}], [${V}])`,
    vjp: `vjp(${F}, ${V})[1](${V})`,
    linearize: `linearize(${F}, ${V})[1](${V})`,
    linearTranspose: `linearTranspose(${F}, ${V})(${V})`,
    vmap: `vmap(${F})(#[$b, $a])`,
    scan: `scan((c: Tensor<[$a]>, x: Tensor<[$a]>) => [add(c, x), x] as const, ${V}, #[$b, $a])`,
    foriLoop: `foriLoop(5, (_, c) => relu(c), ${V})`,
    whileLoop: `whileLoop((c) => less(sum()(c), #[]), (c) => relu(c), ${V})`,
    cond: `cond(#[]bool, ${F}, ${F}, ${V})`,
    switchCase: `switchCase(#[]i32, [${F}, ${F}], ${V})`,
    checkpoint: `checkpoint(${F})(${V})`,
    customDerivative: `customDerivative('f', ${F}, ([t]) => t)(${V})`,
    customGradient: `customGradient('f', ${F}, (c) => [c])(${V})`,
  }),
];

const step = (made: string): string => `${made}.update(${P}, ${made}.init(${P}), ${P})`;
const change = (made: string): string => `${made}.transform(${P}, ${made}.init(${P}), ${P})`;
const optimisers: readonly Budget[] = [
  ...each(
    1000,
    'adabelief adadelta adafactor adagrad adam adamax adamaxw adamw adan asgd frozen lamb',
    (n) => step(`${n}()`),
  ),
  ...each(1000, 'lars lion nadam novograd radam rmsprop rprop yogi', (n) => step(`${n}()`)),
  ...each(1000, 'sgd signSgd', (n) => step(`${n}(0.1)`)),
  ...each(
    1000,
    'adaptiveGradClip addDecayedWeights applyEvery clipByBlockRms clipByGlobalNorm',
    (n) => change(`${n}(1)`),
  ),
  ...each(1000, 'clipByValue ema momentum scaleByRate scaleGradients', (n) => change(`${n}(1)`)),
  ...each(1000, 'centralize scaleByAdam scaleByTrustRatio', (n) => change(`${n}()`)),
  ...one(3000, { lbfgs: step('lbfgs({ memory: 3 })') }),
  ...one(1000, {
    accumulate: step('accumulate(2, sgd(0.1))'),
    chain: step('chain(clipByValue(1), adam())'),
    chainTransforms: change('chainTransforms(clipByValue(1), ema(0.9))'),
    descend: step('descend(0.1, momentum(0.9))'),
    minimize: `minimize(sgd(0.1), { params: ${P}, optimiser: sgd(0.1).init(${P}) }, (p) => sum()(p.w))`,
    partition: step("partition(() => 'all', { all: sgd(0.1) })"),
    clipGradNorm: `clipGradNorm(${P}, 1)`,
    clipGradValue: `clipGradValue(${P}, 1)`,
    globalNorm: `globalNorm(${P})`,
    l1Penalty: `l1Penalty(0.1, ${P})`,
    l2Penalty: `l2Penalty(0.1, ${P})`,
    maxNorm: `maxNorm(1, ${P})`,
    weightAverage: `weightAverage().value(weightAverage().init(${P}))`,
    reduceOnPlateau: 'reduceOnPlateau().init(0.1)',
  }),
  ...one(300, {
    constantSchedule: 'constantSchedule(0.1)(#[$a]i32)',
    cosineSchedule: 'cosineSchedule(0.1, 0, $b)(#[$a]i32)',
    cosineWarmRestarts: 'cosineWarmRestarts(0.1, 0, { period: 5 })(#[$a]i32)',
    cyclicSchedule: 'cyclicSchedule({ base: 0.1, peak: 1, up: 5 })(#[$a]i32)',
    exponentialSchedule: 'exponentialSchedule(0.1, { factor: 0.9 })(#[$a]i32)',
    joinSchedules: 'joinSchedules([#(Schedule), #(Schedule)], [$b])(#[$a]i32)',
    linearSchedule: 'linearSchedule(0.1, 0, $b)(#[$a]i32)',
    multiStepSchedule: 'multiStepSchedule(0.1, { milestones: [5] })(#[$a]i32)',
    oneCycle: 'oneCycle({ peak: 1, steps: $b })(#[$a]i32)',
    piecewiseConstant: 'piecewiseConstant(0.1, [[5, 0.5]])(#[$a]i32)',
    piecewiseInterpolate: "piecewiseInterpolate(0.1, [[5, 0.5]], 'cosine')(#[$a]i32)",
    polynomialSchedule: 'polynomialSchedule(0.1, 0, $b)(#[$a]i32)',
    stepSchedule: 'stepSchedule(0.1, { every: 5 })(#[$a]i32)',
    warmup: 'warmup(5, #(Schedule))(#[$a]i32)',
    warmupCosine: 'warmupCosine({ peak: 1, warmup: 5, steps: $b })(#[$a]i32)',
    warmupExponential: 'warmupExponential({ peak: 1, warmup: 5, factor: 0.9 })(#[$a]i32)',
  }),
];

/** Of everything that is no operation. */
export const modelBudgets: readonly Budget[] = [
  ...layers,
  ...networks,
  ...losses,
  ...draws,
  ...made,
  ...transformations,
  ...optimisers,
];
