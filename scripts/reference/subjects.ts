/** The pages of the reference: which files of the library each describes, and which names of other files. */

export interface Subject {
  readonly page: string;
  readonly title: string;
  /** files, or beginnings of their paths, in the order of the page */
  readonly files: readonly string[];
  /** exports that belong here though their file belongs elsewhere */
  readonly names?: readonly string[];
}

const ops = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `src/ops/${name}.ts`);
const nn = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `src/nn/${name}.ts`);

export const SUBJECTS: readonly Subject[] = [
  {
    page: 'tensors',
    title: 'Tensors and programs',
    files: ['src/ops/array.ts', 'src/runtime/', 'src/tree/', 'src/core/error.ts'],
  },
  {
    page: 'elementwise',
    title: 'Elementwise functions',
    files: ops(
      ...['arithmetic', 'power', 'piecewise', 'smooth', 'exponential', 'trigonometry'],
      ...['hyperbolic', 'error-function', 'rounding', 'remainder', 'blend', 'compare'],
      ...['logic', 'floating', 'cast'],
    ),
    names: ['clamp'],
  },
  {
    page: 'activations',
    title: 'Activations',
    files: ops('activations', 'leaky', 'clamp', 'glu', 'softmax'),
    names: ['relu', 'sigmoid', 'tanh', 'softplus'],
  },
  {
    page: 'reductions',
    title: 'Reductions',
    files: ops(
      'reduce',
      'prod',
      'variance',
      'norm',
      'log-sum-exp',
      'any-all',
      'arg-max',
      'cumulative',
    ),
  },
  {
    page: 'shape',
    title: 'Shapes',
    files: ops(
      ...['shape', 'axes', 'rearrange', 'join', 'split', 'repeat', 'pad', 'dilate', 'diagonal'],
    ),
  },
  {
    page: 'indexing-and-sorting',
    title: 'Indexing and sorting',
    files: ops(
      ...['select', 'gather', 'scatter', 'segment', 'dynamic-slice', 'embedding', 'sort'],
      'search-sorted',
    ),
  },
  {
    page: 'products',
    title: 'Products and distances',
    files: ops('matmul', 'products', 'einsum', 'affine', 'normalize'),
  },
  {
    page: 'linear-algebra',
    title: 'Linear algebra',
    files: ops('linalg'),
  },
  {
    page: 'convolution',
    title: 'Convolution',
    files: [...nn('conv', 'conv-transpose'), ...ops('patches')],
  },
  { page: 'pooling', title: 'Pooling', files: ops('pool', 'pool-adaptive') },
  { page: 'resize', title: 'Resizing', files: ops('resize', 'pixel-shuffle', 'grid-sample') },
  {
    page: 'normalisation',
    title: 'Normalisation',
    files: [...ops('standardize'), ...nn('batch-norm', 'layer-norm', 'group-norm', 'rms-norm')],
    names: ['normalize'],
  },
  {
    page: 'attention',
    title: 'Attention',
    files: [
      ...nn('attention', 'multi-head-attention', 'self-attention', 'transformer'),
      ...nn('transformer-decoder'),
      ...ops('positions'),
    ],
  },
  { page: 'recurrent', title: 'Recurrent networks', files: ['src/nn/recurrent'] },
  { page: 'losses', title: 'Losses', files: ['src/loss/'] },
  { page: 'metrics', title: 'Metrics', files: ['src/metric/'] },
  {
    page: 'schedules',
    title: 'Schedules',
    files: ['src/optim/schedule', 'src/optim/plateau.ts'],
  },
  { page: 'optimisers', title: 'Optimisers', files: ['src/optim/'] },
  {
    page: 'initialisers',
    title: 'Initialisers',
    files: nn('initializers', 'variance-scaling'),
  },
  { page: 'random', title: 'Random numbers', files: ['src/random/'] },
  {
    page: 'control-flow',
    title: 'Control flow',
    files: ops('loops', 'associative-scan'),
    names: ['cond', 'switchCase'],
  },
  {
    page: 'transformations',
    title: 'Transformations',
    files: ops('derivative', 'jacobian', 'batch', 'control'),
  },
  {
    page: 'networks-and-layers',
    title: 'Networks and layers',
    files: ['src/nn/', 'src/ops/pipe.ts'],
  },
  { page: 'data', title: 'Data', files: ['src/data/'] },
  { page: 'training', title: 'Training', files: ['src/train/'] },
  { page: 'files', title: 'Files', files: ['src/io/', 'src/core/boundary.ts'] },
  {
    page: 'testing',
    title: 'Testing',
    files: [
      ...['gradients', 'close-to', 'tensors', 'shapes', 'domains', 'random', 'regions', 'recipe'],
      ...['derivative-laws', 'batch-law', 'meaning-laws', ''],
    ].map((name) => `src/testing/${name}`),
  },
  {
    page: 'operations-of-your-own',
    title: 'Operations of your own',
    files: [
      ...['src/core/layer.ts', 'src/core/tensor.ts', 'src/types/', 'src/control/call.ts'],
      ...['src/control/derivative-rules.ts', 'src/core/node.ts', 'src/prim/families/', 'src/prim/'],
    ],
    names: ['defineLayer'],
  },
];

/** The subject of an export: by its name, else by its file. */
export const subjectOf = (name: string, file: string): Subject | undefined =>
  SUBJECTS.find(({ names }) => names?.includes(name)) ??
  SUBJECTS.find(({ files }) => files.some((prefix) => file.startsWith(prefix)));
