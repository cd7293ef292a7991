/** The boundary to files: safetensors, checkpoints of one model, whole files, metrics. */
export {
  type BoundaryError,
  boundaryError,
  collectErrors,
  explain,
  listErrors,
} from '../core/boundary.ts';
export { checkpoint, firstNonFinite } from './checkpoint.ts';
export { decodeWith, JsonObject, parseObject, Size } from './codec.ts';
export { type DeclaredFile, declareWeights } from './declaration.ts';
export { createFolder, ensureFolder, hashTensors, readWhole, sha256, writeWhole } from './files.ts';
export {
  type Expected,
  type Header,
  type HeaderOf,
  headerCodec,
  type Layout,
  type LayoutOf,
  layoutOf,
  type Paths,
  paramsHeader,
} from './header.ts';
export {
  type MetricsRecord,
  type MetricsWriter,
  metricsLine,
  openMetrics,
  parseMetrics,
} from './metrics.ts';
export { type Position, parsePosition, type Sums } from './position.ts';
export { decode, encode, type Safetensors } from './safetensors.ts';
export type { Metadata } from './safetensors-header.ts';
export {
  type ArrayOf,
  type FileDType,
  showInfo,
  type TensorData,
  type TensorInfo,
  type Tensors,
} from './tensor-data.ts';
