/** Programs in memory: evaluate, jit, and the loading of kernels. */
export { evaluate, evaluateValues } from './evaluate.ts';
export { jit } from './jit.ts';
export type { JitOptions, Jitted } from './jit-types.ts';
export { loadKernels } from './kernels.ts';
