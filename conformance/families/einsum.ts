/** Einstein summation. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { type AdapterOf, type Family, op, program } from '../adapter.ts';

const einsumOf: AdapterOf = ({ attrs }) =>
  program((...xs: readonly Value[]) => op(o.einsum)(String(attrs['equation']), ...xs));

export const einsum: Family = { einsum: einsumOf };
