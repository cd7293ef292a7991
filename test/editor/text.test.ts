/** Texts of types and of errors, read back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placesIn } from '../../src/editor/place.ts';
import { sentenceOf } from '../../src/editor/sentence.ts';
import { bound, bytesOf, elementsOf, showShape, tensorIn } from '../../src/editor/tensor-text.ts';

describe('the type of a tensor', () => {
  test('sizes are numbers, names and formulas', () => {
    expect(tensorIn('Tensor<["B", 28, "(H+1)//2"], f32>')).toEqual({
      shape: ['B', 28, '(H+1)//2'],
      dtype: 'f32',
    });
    expect(tensorIn('NdArray<[], bool>')).toEqual({ shape: [], dtype: 'bool' });
    expect(tensorIn('Tensor<readonly [2], i64>')).toEqual({ shape: [2], dtype: 'i64' });
  });
  test('what only the run knows', () => {
    const some = tensorIn('Tensor<[number, 3], f32>')!;
    expect(showShape(some.shape)).toBe('[?, 3]');
    expect(bytesOf(some)).toBeNull();
    const any = tensorIn('Tensor<Shape, u8>')!;
    expect(showShape(any.shape)).toBe('[...]');
    expect(bytesOf(any)).toBeNull();
  });
  test('other types', () => {
    for (const type of [
      'number',
      'Tensor<["B"], DType>',
      '(x: Tensor<[2], f32>) => Tensor<[2], f32>',
      '"dense: expects last dimension 128, got [B, 256] (256 ≠ 128)"',
    ]) {
      expect(tensorIn(type)).toBeUndefined();
    }
  });
  test('elements and bytes, with sizes for names', () => {
    const tensor = tensorIn('Tensor<["B", 28, "2*h"], f64>')!;
    expect(elementsOf(tensor)).toBe('56*B*h');
    expect(bytesOf(tensor)).toBe('448*B*h');
    expect(bytesOf(bound(tensor, new Map([['B', 10]])))).toBe('4480*h');
    const known = bound(
      tensor,
      new Map([
        ['B', 10],
        ['h', 3],
      ]),
    );
    expect([known.shape, bytesOf(known)]).toEqual([[10, 28, 6], 13440]);
  });
});

describe('the sentence of an error', () => {
  test('is the literal type that an argument is not assignable to', () => {
    expect(
      sentenceOf([
        `Argument of type 'Dense<128, 64>' is not assignable to parameter of type '"dense: expects last dimension 128, got [B, 256] (256 ≠ 128)"'.`,
      ]),
    ).toEqual({
      sentence: 'dense: expects last dimension 128, got [B, 256] (256 ≠ 128)',
      own: true,
    });
  });
  test('stands in the last line where the compiler explains itself', () => {
    const lines = [
      `Argument of type 'Dense<128, 64>' is not assignable to parameter of type '(e: Tensor<["B", 256], f32>) => never'.`,
      "Types of parameters 'x' and 'e' are incompatible.",
      `Type 'Tensor<["B", 256], f32>' is not assignable to type '"einsum 'ij,jk->ik': 'j' is both 784 and 512"'.`,
    ];
    expect(sentenceOf(lines).sentence).toBe("einsum 'ij,jk->ik': 'j' is both 784 and 512");
  });
  test('quotes in it are written with a backslash by the compiler', () => {
    expect(sentenceOf([`no parameter of type '"a \\"b\\" c"'.`]).sentence).toBe('a "b" c');
  });
  test("otherwise the compiler's first line", () => {
    expect(sentenceOf(['Cannot find name x.', 'more'])).toEqual({
      sentence: 'Cannot find name x.',
      own: false,
    });
  });
});

test('a place is the line and the column that the text before it ends with', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', '≠', '🙂')), (characters) => {
      const text = characters.join('');
      const place = placesIn(text);
      for (let offset = 0; offset <= text.length; offset++) {
        const lines = text.slice(0, offset).split('\n');
        expect(place(offset)).toEqual({
          line: lines.length,
          column: lines.at(-1)!.length + 1,
        });
      }
    }),
  );
});
