/** Windows on axes of space for the laws of composites: sizes, strides, dilations, paddings. */
import fc from 'fast-check';
import type { Padding } from '../../src/types/shape.ts';

const padding = (span: number): fc.Arbitrary<Padding> =>
  fc.oneof(fc.constantFrom<Padding>('same', 'valid'), fc.integer({ min: 0, max: span }));

const axis = (widest: number) =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
      room: fc.integer({ min: 0, max: 4 }),
    })
    .chain(({ size, stride, dilation, room }) =>
      padding(Math.floor(size * widest)).map((pad) => ({
        size,
        stride,
        dilation,
        padding: pad,
        d: (size - 1) * dilation + 1 + room,
      })),
    );
/** Up to `most` axes with a window each, padded up to `widest` times its size. */
export const axes = (widest: number, most = 2) =>
  fc.array(axis(widest), { minLength: 1, maxLength: most });
