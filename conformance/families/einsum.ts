/** Einstein summation. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, type Family, missing, op, program } from '../adapter.ts';

const einsumOf: AdapterOf = ({ attrs }) => {
  const equation = String(attrs['equation']);
  if (equation.includes('.')) return missing('einsum with an ellipsis');
  if (!equation.includes('->')) return missing('einsum without an output');
  return program((...xs: readonly Value[]) => op(o.einsum)(equation, ...xs));
};

export const einsum: Family = { einsum: einsumOf };
