/** Which of the two elementwise interpreters runs a node: that of 32-bit lanes or that of 64-bit ones. */
import { isWide } from '../core/lowering.ts';
import type { Node } from '../core/node.ts';

/** Whether an operand or a result of the node needs registers of 64 bits. */
export const runsWide = (n: Node): boolean =>
  [...n.inputs, ...n.outputs].some((v) => isWide(v.dtype.dtype));
