/**
 * The kernels: every exported function is one, and its name is a KernelName of src/core/abi.gen.ts.
 */
export { argSort } from './kernels/arg-sort';
export { copy } from './kernels/copy';
export { crossEntropyGradRows, crossEntropyRows } from './kernels/cross-entropy';
export { dynamicSlice, update } from './kernels/dynamic-slice';
export { fill } from './kernels/fill';
export { gather } from './kernels/gather';
export { gemm, gemm64, gemmIndexed } from './kernels/gemm';
export { lstmUpdate, lstmUpdateGrad } from './kernels/lstm-update';
export { map } from './kernels/map';
export { mapReduce } from './kernels/map-reduce';
export { mapReduce64 } from './kernels/map-reduce64';
export { map64 } from './kernels/map64';
export { nonFinite, nonFinite64 } from './kernels/non-finite';
export { avgPool, maxPool, maxPoolTangent } from './kernels/pool';
export { avgPoolGrad, maxPoolGrad } from './kernels/pool-grad';
export { scatterAdd } from './kernels/scatter-add';
export { logSoftmaxRows, softmaxRows } from './kernels/softmax';
export { logSoftmaxGradRows, softmaxGradRows } from './kernels/softmax-grad';
export { standardizeGradRows, standardizeRows } from './kernels/standardize';
export { threefry, threefrySplit } from './kernels/threefry';
export { winograd } from './kernels/winograd';

/** The first byte of memory after the constants of the kernels. */
export const staticEnd: usize = __heap_base;
