/** Programs in memory: evaluate, jit, and the loading of kernels. */
export { evaluate, evaluateValues } from './evaluate.ts';
export { jit } from './jit.ts';
export type { JitOptions, Jitted } from './jit-types.ts';
export { capabilities, loadKernels } from './kernels.ts';
export type { Capabilities, LoadOptions } from './threads.ts';
export { bytesOf, writeAt } from './typed-array.ts';
