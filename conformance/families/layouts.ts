/** Layouts of the cases, channels first, as the library's, channels last. */
import type { Value } from '../../src/core/node.ts';
import { type Adapter, op, program } from '../adapter.ts';
import { permute } from './untyped.ts';

const spatial = (x: Value): readonly number[] => [...x.shape.keys()].slice(2);

/** [batch, channels, ...space] as [batch, ...space, channels]. */
export const channelsLast = (x: Value): Value => permute(x, [0, ...spatial(x), 1]);

/** [batch, ...space, channels] as [batch, channels, ...space]. */
export const channelsFirst = (x: Value): Value =>
  permute(x, [0, x.shape.length - 1, ...spatial(x).map((k) => k - 1)]);

/** Filters [a, b, ...size] as [...size, b, a]: [out, in, ...] of a convolution, [in, out, ...] of a transposed one. */
export const filters = (w: Value): Value => permute(w, [...spatial(w), 1, 0]);

/** A layer over images. */
export const onImages = (layer: unknown): Adapter =>
  program((x: Value) => channelsFirst(op(layer)(channelsLast(x))));
