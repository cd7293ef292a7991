/** The region primitives: calls, loops and branches, whose params hold graphs. */
export {
  applyCall,
  type Call,
  type CompositeRules,
  callPrimitive,
  composite,
  namedCall,
} from './call.ts';
export { applyCond, type Cond, condPrimitive, condValues } from './cond.ts';
export { checkpointValues, customDerivativeValues, stopGradient } from './derivative-rules.ts';
export { applyScan, type Scan, scanPrimitive, scanValues } from './scan.ts';
