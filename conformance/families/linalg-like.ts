/** JAX's contractions. */
import type { Family } from '../adapter.ts';
import { einsum } from './einsum.ts';

export const linalgLike: Family = { ...einsum };
