/** Comparison with stored references, as the conformance runner compares. */
export { disagreement, ulp32 } from '../../conformance/compare.ts';
