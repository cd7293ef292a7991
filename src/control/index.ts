/** The region primitives: calls, loops and branches, whose params hold graphs. */
export { barrier } from './barrier.ts';
export {
  applyCall,
  type Call,
  type CompositeRules,
  callPrimitive,
  composite,
  namedCall,
} from './call.ts';
export { applyCond, type Cond, condPrimitive, condValues } from './cond.ts';
export {
  checkpointValues,
  customDerivativeValues,
  customGradientValues,
  stopGradient,
} from './derivative-rules.ts';
export {
  applyScan,
  type Looped,
  type LoopOptions,
  type Scan,
  type Step,
  scanPrimitive,
  scanValues,
} from './scan.ts';
export { segmentedScan } from './segments.ts';
export { applyWhile, type While, whilePrimitive, whileValues } from './while.ts';
