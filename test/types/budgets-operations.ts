/** Budgets of operations: elementwise, along axes, parts of tensors, products, windows. */
import { type Budget, each, one, X } from './budget.ts';

const elementwise: readonly Budget[] = [
  ...each(
    300,
    'acos acosh asin asinh atan atanh ceil cos cosh erf erfc exp exp2 expm1 floor',
    (n) => `${n}(${X})`,
  ),
  ...each(
    300,
    'gelu geluTanh hardsigmoid hardswish log log10 log1p log2 logSigmoid mish',
    (n) => `${n}(${X})`,
  ),
  ...each(
    300,
    'reciprocal relu relu6 round rsqrt selu sigmoid silu sin sinh softplus softsign',
    (n) => `${n}(${X})`,
  ),
  ...each(
    300,
    'sqrt tan tanh tanhshrink trunc abs neg square sign stopGradient',
    (n) => `${n}(${X})`,
  ),
  ...each(300, 'isFinite isInf isNan onesLike zerosLike evaluate', (n) => `${n}(${X})`),
  ...each(
    300,
    'celu elu hardshrink hardtanh leakyRelu scaledSoftplus softshrink',
    (n) => `${n}()(${X})`,
  ),
  ...each(
    300,
    'add sub mul div maximum minimum pow atan2 hypot fmod remainder logAddExp prelu',
    (n) => `${n}(${X}, #[$b])`,
  ),
  ...each(300, 'less lessEqual greater greaterEqual equal notEqual', (n) => `${n}(${X}, #[$a, 1])`),
  ...each(300, 'and or xor', (n) => `${n}(#[B, $a]bool, #[$a]bool)`),
  ...one(300, {
    not: 'not(#[B, $a]bool)',
    clamp: `clamp({ min: 0 })(${X})`,
    power: `power(2)(${X})`,
    dropout: `dropout(0.5, #(Key))(${X})`,
    scale: `scale(2, ${X})`,
    cast: `cast(f64)(${X})`,
    maskedFill: `maskedFill(${X}, #[$b]bool, 0)`,
  }),
  ...one(1000, {
    where: `where(#[$a, 1]bool, ${X}, #[$b])`,
    lerp: `lerp(${X}, #[$b], #[$a, 1])`,
    addcmul: `addcmul(${X}, #[$b], #[$a, 1])`,
  }),
];

const alongAxes: readonly Budget[] = [
  ...each(300, 'sum mean max min prod all any logSumExp norm std variance', (n) =>
    n === 'all' || n === 'any' ? `${n}(1)(#[B, $a, $b]bool)` : `${n}(1)(${X})`,
  ),
  ...each(300, 'argMax argMin', (n) => `${n}(1)(${X})`),
  ...each(600, 'maxWithIndex minWithIndex', (n) => `${n}(${X}, 1)`),
  ...each(
    300,
    'cummax cummin cumprod cumsum logCumSumExp softmax logSoftmax softmin',
    (n) => `${n}(1)(${X})`,
  ),
  ...each(300, 'argSort sort normalize standardize', (n) => `${n}(1)(${X})`),
  ...one(300, {
    localResponseNorm: `localResponseNorm(3)(${X})`,
    gumbelSoftmax: `gumbelSoftmax(#(Key), 1)(${X})`,
    flip: `flip(1)(${X})`,
    tril: `tril()(${X})`,
    triu: `triu()(${X})`,
    transpose: `transpose(${X})`,
    swapAxes: `swapAxes(1, 2)(${X})`,
    permute: `permute([2, 0, 1])(${X})`,
    expandDims: `expandDims(1)(${X})`,
    squeeze: `squeeze(1)(#[B, 1, $a, $b])`,
  }),
  ...one(1000, {
    topK: `topK(${X}, 3)`,
    roll: `roll($c, 1)(${X})`,
    broadcastTo: `broadcastTo(['B', $a, $b])(#[$b])`,
    glu: `glu(-1)(#[B, $a*2])`,
    associativeScan: `associativeScan((p, q) => add(p, q), ${X})`,
  }),
];

const parts: readonly Budget[] = [
  ...one(300, {
    take: 'take(#[$a, $b], #[B, $c]i32)',
    embedding: 'embedding(#[$a, $b], #[B, $c]i32)',
    oneHot: 'oneHot($a)(#[B, $b]i32)',
    bincount: 'bincount($a)(#[B, $b]i32)',
    sequenceMask: 'sequenceMask($a)(#[$b]i32)',
    searchSorted: 'searchSorted(#[$a], #[B, $b])',
  }),
  ...each(
    1000,
    'segmentMax segmentMin segmentProd segmentSum',
    (n) => `${n}(#[$a, $b], #[$a]i32, $c)`,
  ),
  ...each(1000, 'scatter scatterAdd', (n) => `${n}(#[B, $a], #[B, $c]i32, #[B, $c], 1)`),
  ...one(1000, {
    embeddingBag: 'embeddingBag(#[$a, $b], #[B, $c]i32)',
    indexAdd: 'indexAdd(#[$a, $b], #[$c]i32, #[$c, $b], 0)',
    gather: 'gather(#[B, $a], #[B, $c]i32, 1)',
    gatherNd: 'gatherNd(#[$a, $b, $c], #[B, 2]i32)',
    slice: `slice(1, 2, $a)(#[B, $a*9, $b])`,
    select: `select(1, -3)(${X})`,
    dynamicSlice: `dynamicSlice(${X}, [0, #[]i32, 0], ['B', 3, $b])`,
    update: `update(${X}, #[B, 3, $b], [0, #[]i32, 0])`,
    diag: `diag()(#[B, $a])`,
    diagonal: `diagonal(2)(${X})`,
    concat: `concat(1, ${X}, #[B, $c, $b])`,
    stack: `stack(1, ${X}, ${X})`,
    pad: `pad([[0, 0], [1, 2], [3, 0]])(${X})`,
  }),
  ...one(2000, {
    splitAxis: 'splitAxis(#[B, $a*3], [$a, $a*2], 1)',
    chunk: 'chunk(#[B, $a*3], 3, 1)',
    dilate: `dilate([1, 2, 3])(${X})`,
    repeat: `repeat(3, 1)(${X})`,
    tile: `tile([2, 1, 3])(${X})`,
    slidingWindow: `slidingWindow(1, 3, 2)(${X})`,
    reshape: `reshape([$b*4, $a, $c])(#[4, $a, $b, $c])`,
    flatten: `flatten(#[B, $a, $b, $c])`,
    flattenAxes: `flattenAxes(1, 2)(#[B, $a, $b, $c])`,
  }),
];

const products: readonly Budget[] = [
  ...one(300, {
    matmul: 'matmul(#[B, $a, $b], #[$b, $c])',
    dot: 'dot(#[$a], #[$a])',
    outer: 'outer(#[$a], #[$b])',
    matvec: 'matvec(#[B, $a, $b], #[$b])',
    cdist: 'cdist(#[B, $a, $b], #[$c, $b])',
    cholesky: 'cholesky(#[B, $a, $a])',
    eye: "eye('N', $a)",
  }),
  ...one(1000, {
    addmm: 'addmm(#[$c], #[$a, $b], #[$b, $c])',
    linear: 'linear(#[B, $a], #[$b, $a], #[$b])',
    bilinear: 'bilinear(#[B, $a], #[B, $b], #[$c, $a, $b])',
    tensordot: 'tensordot(#[B, $a, $b], #[$a, $b, $c], 2)',
    einsum: "einsum('bij,bjk->bik', #[B, $a, $b], #[B, $b, $c])",
    cosineSimilarity: `cosineSimilarity(${X}, #[$b])`,
    pairwiseDistance: `pairwiseDistance(${X}, #[$b])`,
    qr: 'qr(#[B, $a, $a])',
  }),
  ...one(3000, {
    rearrange: "rearrange('b (h d) c -> b h d c', { h: $a })(#[B, $a*b, $c])",
  }),
  ...one(2000, { kron: 'kron(#[B, $a], #[$b, $c])' }),
];

const LINE = '#[B, $a, $c]';
const PLANE = '#[B, $a, $b, $c]';
const CUBE = '#[B, $a, $b, $a*2, $c]';
const windows: readonly Budget[] = [
  ...each(2000, 'avgPool1d maxPool1d', (n) => `${n}(3, { stride: 2 })(${LINE})`),
  ...each(2000, 'avgPool2d maxPool2d', (n) => `${n}(3, { stride: 2 })(${PLANE})`),
  ...each(3000, 'avgPool3d maxPool3d', (n) => `${n}(3, { stride: 2 })(${CUBE})`),
  ...one(2000, {
    lpPool1d: `lpPool1d(2, 3)(${LINE})`,
    lpPool2d: `lpPool2d(2, 3)(${PLANE})`,
    maxPool1dWithIndices: `maxPool1dWithIndices(${LINE}, 3)`,
  }),
  ...one(3000, { maxPool2dWithIndices: `maxPool2dWithIndices(${PLANE}, 3)` }),
  ...each(300, 'adaptiveAvgPool1d adaptiveMaxPool1d', (n) => `${n}(3)(${LINE})`),
  ...each(300, 'adaptiveAvgPool2d adaptiveMaxPool2d', (n) => `${n}([3, 5])(${PLANE})`),
  ...each(300, 'adaptiveAvgPool3d adaptiveMaxPool3d', (n) => `${n}(3)(${CUBE})`),
  ...each(300, 'globalAvgPool1d globalMaxPool1d', (n) => `${n}(${LINE})`),
  ...each(300, 'globalAvgPool2d globalMaxPool2d', (n) => `${n}(${PLANE})`),
  ...each(300, 'globalAvgPool3d globalMaxPool3d', (n) => `${n}(${CUBE})`),
  ...one(300, {
    gridSample: `gridSample(${PLANE}, #[B, $a, 2])`,
  }),
  ...one(2000, {
    resize: `resize([$a, 7])(${PLANE})`,
    upsample: `upsample(2)(${PLANE})`,
    unfold: `unfold(3, { stride: 2 })(${PLANE})`,
    pixelShuffle: `pixelShuffle(2)(#[B, $a, $b, $c*4])`,
    pixelUnshuffle: `pixelUnshuffle(2)(#[B, $a*2, $b*2, $c])`,
    conv1d: `conv1d(#(Conv1dP<3, $c, $b>), { stride: 2 })(${LINE})`,
    conv2d: `conv2d(#(Conv2dP<3, $c, $b>), { stride: 2, padding: 1 })(${PLANE})`,
    convTranspose1d: `convTranspose1d(#(ConvTranspose1dP<3, $c, $b>), { stride: 2 })(${LINE})`,
    convTranspose2d: `convTranspose2d(#(ConvTranspose2dP<3, $c, $b>), { stride: 2 })(${PLANE})`,
  }),
  ...one(3000, {
    fold: 'fold([$a*2, $b*2], 2, { stride: 2 })(#[B, $a, $b, $c*4])',
    conv3d: `conv3d(#(Conv3dP<3, $c, $b>), { stride: 2 })(${CUBE})`,
    convTranspose3d: `convTranspose3d(#(ConvTranspose3dP<3, $c, $b>), { stride: 2 })(${CUBE})`,
  }),
];

/** Of everything that `ops` exports but loops and derivatives. */
export const operationBudgets: readonly Budget[] = [
  ...elementwise,
  ...alongAxes,
  ...parts,
  ...products,
  ...windows,
];
