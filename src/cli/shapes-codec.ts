/** A listing of shapes as JSON, for editors and other programs. */
import * as t from 'io-ts';
import type { Listing } from '../editor/index.ts';

/** A listing, with the file as it was given and the compiler that read it. */
export interface Shapes extends Listing {
  readonly file: string;
  readonly typescript: string;
}

const place = t.type({ line: t.number, column: t.number });
const span = t.type({ start: place, end: place });
const size = t.union([t.number, t.string, t.null]);
const shape = t.union([t.readonlyArray(size), t.null]);

export const ShapesCodec: t.Type<Shapes> = t.type({
  file: t.string,
  typescript: t.string,
  rows: t.readonlyArray(
    t.type({
      kind: t.union([t.literal('const'), t.literal('composition'), t.literal('stage')]),
      name: t.string,
      depth: t.number,
      span,
      type: t.string,
      input: shape,
      shape,
      dtype: t.union([t.string, t.null]),
      parameters: size,
      bytes: size,
    }),
  ),
  errors: t.readonlyArray(t.type({ span, code: t.number, sentence: t.string, own: t.boolean })),
});
