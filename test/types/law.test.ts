/** Each line says one thing of a rule twice: the compiler checks its type, the run its value. */
import { describe, expect, test } from 'vitest';
import {
  addDim,
  type Canon,
  canonDim,
  type DAdd,
  type DDiv,
  type DExact,
  type Dim,
  type DMul,
  type DSub,
  divDim,
  exactDim,
  mulDim,
  subDim,
} from '../../src/types/dim.ts';
import {
  type Bind,
  bindShape,
  broadcastShape,
  concatShape,
  einsumShape,
  flattenShape,
  lastToShape,
  narrowShape,
  oneHotShape,
  padShape,
  permuteShape,
  rearrangement,
  rearrangeShape,
  reduceAxesShape,
  reduceShape,
  reshapeShape,
  type Shape,
  type Subst,
  stackShape,
  substituteShape,
  swapLastShape,
  takeShape,
} from '../../src/types/shape.ts';

type Plain<T> = T extends readonly unknown[] ? { -readonly [K in keyof T]: T[K] } : T;
type Same<A, B> = [A, B] extends [B, A] ? true : false;
/** `got` has the type and the value of `want`; a type that differs is refused with what it is. */
const law = <const G, const W>(
  got: G,
  want: Same<Plain<G>, Plain<W>> extends true ? W : { readonly got: G },
): void => {
  expect(got).toEqual(want);
};

function add<const A extends Dim, const B extends Dim>(a: A, b: B): DAdd<A, B>;
function add(a: Dim, b: Dim): Dim {
  return addDim(a, b);
}
function sub<const A extends Dim, const B extends Dim>(a: A, b: B): DSub<A, B>;
function sub(a: Dim, b: Dim): Dim {
  return subDim(a, b);
}
function mul<const A extends Dim, const B extends Dim>(a: A, b: B): DMul<A, B>;
function mul(a: Dim, b: Dim): Dim {
  return mulDim(a, b);
}
function div<const A extends Dim, const K extends Dim>(a: A, k: K): DDiv<A, K>;
function div(a: Dim, k: Dim): Dim {
  return divDim(a, k);
}
type Quotient<Q> = [Q] extends [never] ? null : Q;
function exact<const A extends Dim, const K extends Dim>(a: A, k: K): Quotient<DExact<A, K>>;
function exact(a: Dim, k: Dim): Dim | null {
  return exactDim(a, k);
}
function canon<const A extends Dim>(a: A): Canon<A>;
function canon(a: Dim): Dim {
  return canonDim(a);
}
type Called<R extends Shape, M> = M extends string ? M : Subst<R, M>;
/** What a function from `formal` to `result` gives for `actual`. */
function call<const F extends Shape, const A extends Shape, const R extends Shape>(
  formal: F,
  actual: A,
  result: R,
): Called<R, Bind<F, A>>;
function call(formal: Shape, actual: Shape, result: Shape): Shape | string {
  const names = bindShape(formal, actual);
  return typeof names === 'string' ? names : substituteShape(result, names);
}

describe('dimensions', () => {
  test('numbers', () => {
    law(add(50257, 768), 51025);
    law(sub(3, 10), -7);
    law(mul(50257, 768), 38597376);
    law(mul(-3, 4), -12);
    law(div(-7, 2), -4);
    law(exact(784, 28), 28);
    law(exact(784, 27), null);
    law(exact(0, 5), 0);
    law(exact(0, 0), null);
  });
  test('sums and products of names are sorted polynomials', () => {
    law(add('b', 'a'), 'a+b');
    law(add('H', -2), 'H-2');
    law(sub('H-2', 2), 'H-4');
    law(sub('a+b', 'a'), 'b');
    law(sub('B', 'B'), 0);
    law(mul('B', 784), '784*B');
    law(mul('S', 'B'), 'B*S');
    law(mul('H-2', 'H+2'), 'H*H-4');
    law(mul('B', 0), 0);
  });
  test('floors are merged with what surrounds them', () => {
    law(div('H', 2), 'H//2');
    law(div('H//2', 2), 'H//4');
    law(div('16*h', 2), '8*h');
    law(div('2*H+5', 4), '(H+2)//2');
    law(add('(H-3)//2', 1), '(H-1)//2');
    law(add('H//2', 'W'), '(H+2*W)//2');
  });
  test('several floors are a polynomial of floors', () => {
    law(add('W//2', 'H//2'), '[H//2]+[W//2]');
    law(sub('[H//2]+[W//2]', 'W//2'), 'H//2');
    law(mul('H//2', 2), '2*[H//2]');
    law(mul('(H-2)//2', '(W-2)//2'), '-[H//2]+[H//2]*[W//2]-[W//2]+1');
    law(exact('2*[H//2]', 2), 'H//2');
  });
  test('quotients by names', () => {
    law(exact('784*B', 'B'), 784);
    law(exact('B*S', 'S'), 'B');
    law(exact('B*S+2*S', 'S'), 'B+2');
    law(exact('B', 'S'), null);
    law(div('B', 'S'), '[B//S]');
    law(mul('[B//S]', 2), '2*[B//S]');
  });
  test('what users write becomes canonical', () => {
    law(canon('h*16'), '16*h');
    law(canon('2*(h+1)'), '2*h+2');
    law(canon('W*H//2*2'), '2*[(H*W)//2]');
    law(canon('28'), 28);
    law(canon('B'), 'B');
  });
});

describe('broadcast', () => {
  test('aligns the last axes and repeats a size of 1', () => {
    law(broadcastShape(['B', 1, 5], [4, 5], 'add'), ['B', 4, 5]);
    law(broadcastShape([], ['B', 3], 'add'), ['B', 3]);
    law(broadcastShape(['B', 3], ['B', 3], 'add'), ['B', 3]);
    law(broadcastShape([0, 1], [1, 3], 'add'), [0, 3]);
    law(broadcastShape(['16*h'], ['16*h'], 'add'), ['16*h']);
  });
  test('names the sizes that differ', () => {
    law(broadcastShape([3], [4], 'add'), 'add: shapes do not broadcast: [3] with [4] (3 ≠ 4)');
    law(
      broadcastShape(['B', 3], ['T', 3], 'mul'),
      'mul: shapes do not broadcast: [B, 3] with [T, 3] (B ≠ T)',
    );
    law(broadcastShape([0], [3], 'add'), 'add: shapes do not broadcast: [0] with [3] (0 ≠ 3)');
  });
});

describe('axes', () => {
  test('a reduction takes the axis out, or keeps it with size 1', () => {
    law(reduceShape(['b', 's', 64], -1, true, 'sum'), ['b', 's', 1]);
    law(reduceShape(['b', 's', 64], 1, false, 'sum'), ['b', 64]);
    law(reduceShape([5], 0, false, 'sum'), []);
    law(reduceShape([5], -1, true, 'sum'), [1]);
  });
  test('several axes', () => {
    law(reduceAxesShape(['b', 's', 64], [0, -1], false, 'mean'), ['s']);
    law(reduceAxesShape(['b', 's', 64], [2, 0], true, 'mean'), [1, 's', 1]);
    law(reduceAxesShape(['b', 's'], [], false, 'mean'), ['b', 's']);
    law(reduceAxesShape(['b', 's'], [0, 1], false, 'mean'), []);
  });
  test('an axis must exist, once', () => {
    law(reduceShape(['b', 's'], 3, false, 'softmax'), 'softmax: axis 3 is out of range for [b, s]');
    law(reduceShape(['b', 's'], -3, true, 'sum'), 'sum: axis -3 is out of range for [b, s]');
    law(reduceShape([], 0, false, 'sum'), 'sum: axis 0 is out of range for []');
    law(reduceAxesShape([2, 3], [0, 2], true, 'sum'), 'sum: axis 2 is out of range for [2, 3]');
    law(
      reduceAxesShape([2, 3], [0, -2], true, 'sum'),
      'sum: axes [0, -2] name axis 0 of [2, 3] twice',
    );
  });
  test('permutations', () => {
    law(permuteShape(['b', 's', 64], [1, 0, 2]), ['s', 'b', 64]);
    law(permuteShape(['b', 's', 64], [-1, 0, 1]), [64, 'b', 's']);
    law(permuteShape([], []), []);
    law(permuteShape([2, 3], [0]), 'permute: 1 axes given for [2, 3]');
    law(permuteShape([2, 3], [0, 0]), 'permute: [0, 0] is not a permutation of the axes of [2, 3]');
    law(permuteShape([2, 3], [0, 2]), 'permute: [0, 2] is not a permutation of the axes of [2, 3]');
    law(swapLastShape(['B', 3, 4]), ['B', 4, 3]);
    law(swapLastShape([3]), 'transpose: needs rank >= 2, got [3]');
  });
});

describe('reshape', () => {
  test('keeps the number of elements', () => {
    law(reshapeShape(['batch', 28, 28], ['batch', 784]), ['batch', 784]);
    law(reshapeShape(['B*S', 64], ['B', 'S', 8, 8]), ['B', 'S', 8, 8]);
    law(reshapeShape([4, 6, 5, 7], [5, 24, 7]), [5, 24, 7]);
    law(reshapeShape([], [1, 1]), [1, 1]);
    law(reshapeShape([0, 3], [0, 4]), [0, 4]);
    law(reshapeShape([28, 30, 4], [14, 2, 15, 2, 4]), [14, 2, 15, 2, 4]);
    law(reshapeShape([6, 35, 1], [14, 5, 3]), [14, 5, 3]);
    law(reshapeShape([0, 5], [7, 0]), [7, 0]);
    law(reshapeShape([2, 0, 9], [0]), [0]);
    law(reshapeShape([12, 2], [4, 3, 1]), 'reshape: [12, 2] has 24 elements, [4, 3, 1] has 12');
    law(reshapeShape([4, 3], [12, 0]), 'reshape: [4, 3] has 12 elements, [12, 0] has 0');
    law(reshapeShape([0, 3], [3, 2]), 'reshape: [0, 3] has 0 elements, [3, 2] has 6');
    law(
      reshapeShape(['batch', 28, 28], ['batch', 783]),
      'reshape: [batch, 28, 28] has 784*batch elements, [batch, 783] has 783*batch',
    );
    law(reshapeShape([2, 3], [5]), 'reshape: [2, 3] has 6 elements, [5] has 5');
  });
  test('fills in -1', () => {
    law(reshapeShape(['B', 'S', 64], [-1, 64]), ['B*S', 64]);
    law(reshapeShape(['B', 224, 224, 3], ['B', 14, 16, 14, -1]), ['B', 14, 16, 14, 48]);
    law(reshapeShape(['B', '2*h', 3], ['B', -1]), ['B', '6*h']);
    law(reshapeShape(['B', 'H//2', 'W//2', 8], ['B', -1]), ['B', '8*[H//2]*[W//2]']);
    law(reshapeShape([5], [5, -1]), [5, 1]);
    law(
      reshapeShape(['B', 5], [-1, 2]),
      'reshape: [B, 5] cannot fill [-1, 2] (5*B is not divisible)',
    );
    law(reshapeShape([3], [0, -1]), 'reshape: [3] cannot fill [0, -1] (3 is not divisible)');
    law(reshapeShape([6], [-1, -1]), 'reshape: only one dimension of [-1, -1] can be -1');
  });
  test('flatten keeps the first axis', () => {
    law(flattenShape(['B', 13, 13, 32]), ['B', 5408]);
    law(flattenShape(['B']), ['B', 1]);
    law(flattenShape([]), 'flatten: needs rank >= 1');
  });
});

describe('joining', () => {
  test('concat adds the sizes on its axis', () => {
    law(
      concatShape(
        [
          ['b', 3],
          ['b', 4],
        ],
        1,
      ),
      ['b', 7],
    );
    law(
      concatShape(
        [
          ['n', 3],
          ['m', 3],
          ['m', 3],
        ],
        0,
      ),
      ['2*m+n', 3],
    );
    law(concatShape([['b', 3]], -1), ['b', 3]);
    law(concatShape([], 0), 'concat: needs at least one tensor');
    law(concatShape([['b', 3]], 2), 'concat: axis 2 is out of range for [b, 3]');
    law(concatShape([[2], [2, 3]], 0), 'concat: ranks differ: [2] with [2, 3]');
    law(
      concatShape(
        [
          ['b', 3],
          ['c', 3],
        ],
        1,
      ),
      'concat: shapes differ outside axis 1: [b, 3] with [c, 3]',
    );
  });
  test('stack makes an axis', () => {
    law(
      stackShape(
        [
          ['b', 3],
          ['b', 3],
        ],
        1,
      ),
      ['b', 2, 3],
    );
    law(
      stackShape(
        [
          ['b', 3],
          ['b', 3],
        ],
        -1,
      ),
      ['b', 3, 2],
    );
    law(stackShape([['b', 3]], 0), [1, 'b', 3]);
    law(stackShape([[]], 0), [1]);
    law(stackShape([], 0), 'stack: needs at least one tensor');
    law(stackShape([[2]], 2), 'stack: axis 2 is out of range for [2]');
    law(stackShape([[2], [2], [3]], 0), 'stack: shapes differ: [2] with [3]');
    law(stackShape([[2], []], 0), 'stack: shapes differ: [2] with []');
  });
});

describe('parts', () => {
  test('a slice fits its axis', () => {
    law(narrowShape(['b', 10], 1, 2, 8), ['b', 8]);
    law(narrowShape(['T', 10], 0, 2, 8), [8, 10]);
    law(narrowShape([10], -1, 0, 'k'), ['k']);
    law(narrowShape(['b', 10], 1, 2, 9), 'slice: 2+9 exceeds 10 on axis 1 of [b, 10]');
    law(narrowShape(['b', 10], 2, 0, 1), 'slice: axis 2 is out of range for [b, 10]');
  });
  test('indices stand for the axis that they point into', () => {
    law(takeShape([50257, 768], ['b', 's'], 0), ['b', 's', 768]);
    law(takeShape(['b', 10, 3], [], 1), ['b', 3]);
    law(takeShape([2, 3], ['n'], -1), [2, 'n']);
    law(takeShape([2, 3], ['n'], 2), 'take: axis 2 is out of range for [2, 3]');
    law(takeShape([2], ['n'], 1, 'gather'), 'gather: axis 1 is out of range for [2]');
    law(oneHotShape(['b', 's'], 10), ['b', 's', 10]);
  });
  test('the last axis is exchanged', () => {
    law(lastToShape(['B', 784], 784, 128, 'dense'), ['B', 128]);
    law(
      lastToShape(['B', 256], 128, 64, 'dense'),
      'dense: expects last dimension 128, got [B, 256] (256 ≠ 128)',
    );
    law(lastToShape([], 128, 64, 'dense'), 'dense: needs rank >= 1, got []');
  });
});

describe('einsum', () => {
  test('letters of the output stay, others are summed', () => {
    law(
      einsumShape('bij,bjk->bik', [
        ['B', 3, 4],
        ['B', 4, 5],
      ]),
      ['B', 3, 5],
    );
    law(
      einsumShape('bhqd, bhkd -> bhqk', [
        ['B', 12, 'T', 64],
        ['B', 12, 'T', 64],
      ]),
      ['B', 12, 'T', 'T'],
    );
    law(einsumShape('ij->ji', [[2, 3]]), [3, 2]);
    law(einsumShape('i,i->', [['n'], ['n']]), []);
    law(einsumShape('ii->i', [[4, 4]]), [4]);
    law(einsumShape('i,j,k->kji', [[2], [3], [4]]), [4, 3, 2]);
  });
  test('says what does not fit', () => {
    law(
      einsumShape('ij,jk->ik', [
        [32, 784],
        [512, 10],
      ]),
      "einsum 'ij,jk->ik': 'j' is both 784 and 512",
    );
    law(einsumShape('ii->i', [[4, 5]]), "einsum 'ii->i': 'i' is both 4 and 5");
    law(
      einsumShape('ij,jk->iq', [
        [2, 3],
        [3, 4],
      ]),
      "einsum 'ij,jk->iq': output index 'q' is in no input",
    );
    law(einsumShape('ij->ii', [[2, 3]]), "einsum 'ij->ii': output index 'i' is repeated");
    law(
      einsumShape('ijk->i', [['B', 3]]),
      "einsum 'ijk->i': 'ijk' has 3 indices, its operand is [B, 3]",
    );
    law(einsumShape('i->i', [[]]), "einsum 'i->i': 'i' has 1 indices, its operand is []");
    law(einsumShape('i,j->ij', [[2]]), "einsum 'i,j->ij': 2 subscripts for 1 operands");
    law(einsumShape('ij', [[2, 3]]), [2, 3]);
    law(einsumShape('i1->i', [[2, 3]]), "einsum 'i1->i': '1' is not a letter");
  });
});

describe('rearrange', () => {
  test('splits, moves and merges axes', () => {
    law(rearrangeShape('b (h w) c -> b h w c', ['B', 196, 768], { h: 14 }), ['B', 14, 14, 768]);
    law(rearrangeShape('b s (h d) -> b h s d', ['B', 'S', 768], { h: 12 }), ['B', 12, 'S', 64]);
    law(rearrangeShape('b h s d -> b s (h d)', ['B', 12, 'S', 64]), ['B', 'S', 768]);
    law(rearrangeShape('a b -> b 1 a', [2, 'n']), ['n', 1, 2]);
    law(rearrangeShape('a 1 b -> (b a)', ['m', 1, 'n']), ['m*n']);
    law(rearrangeShape('b h w c -> b (h w c)', ['B', 'H', 'W', 3]), ['B', '3*H*W']);
    law(rearrangeShape('( a b ) -> a b', [6], { a: 2, b: 3 }), [2, 3]);
  });
  test('is a reshape, a permutation and a reshape', () => {
    expect(rearrangement('b (h w) c -> (b w) h c', [5, 6, 7], { h: 2 })).toEqual({
      apart: [5, 2, 3, 7],
      axes: [0, 2, 1, 3],
      shape: [15, 2, 7],
    });
  });
  test('says what does not fit', () => {
    law(
      rearrangeShape('b (h w) -> b h w', ['B', 196], { h: 15 }),
      "rearrange 'b (h w) -> b h w': 196 is not divisible by 15",
    );
    law(
      rearrangeShape('b (h w) -> b h w', ['B', 196]),
      "rearrange 'b (h w) -> b h w': sizes of 'h' and 'w' are both unknown",
    );
    law(
      rearrangeShape('(h w) -> h w', [6], { h: 2, w: 2 }),
      "rearrange '(h w) -> h w': group has 4 elements, axis has 6",
    );
    law(rearrangeShape('a b -> b', [2, 3]), "rearrange 'a b -> b': 'a' is not in the output");
    law(rearrangeShape('a -> a b', [2]), "rearrange 'a -> a b': 'b' is not in the input");
    law(rearrangeShape('a a -> a', [2, 2]), "rearrange 'a a -> a': 'a' is repeated");
    law(rearrangeShape('a -> a a', [2]), "rearrange 'a -> a a': 'a' is repeated");
    law(
      rearrangeShape('a b -> b a', [2]),
      "rearrange 'a b -> b a': 'a b' has 2 axes, the tensor is [2]",
    );
    law(rearrangeShape('a 1 -> a', [2, 3]), "rearrange 'a 1 -> a': axis '1' has size 3");
    law(rearrangeShape('a -> a', [2], { a: 3 }), "rearrange 'a -> a': 'a' is both 3 and 2");
    law(rearrangeShape('(a -> a', [2]), "rearrange '(a -> a': parentheses do not match");
    law(rearrangeShape('a) -> a', [2]), "rearrange 'a) -> a': parentheses do not match");
    law(rearrangeShape('((a)) -> a', [2]), "rearrange '((a)) -> a': parentheses do not match");
    law(rearrangeShape('a b', [2, 3]), "rearrange 'a b': no ' -> ' in the pattern");
  });
});

describe('padding', () => {
  test('its sizes', () => {
    law(
      padShape(
        ['b', 'h', 5],
        [
          [0, 0],
          [1, 1],
          [2, 3],
        ],
      ),
      ['b', 'h+2', 10],
    );
  });
  test('says what does not fit', () => {
    law(padShape([2, 3], [[1, 1]]), 'pad: 1 pairs given for [2, 3]');
  });
});

describe('names bound at a call', () => {
  test('results carry the sizes of the arguments', () => {
    law(call(['B', 784], [32, 784], ['B', 10]), [32, 10]);
    law(call(['B', 784], ['N', 784], ['2*B', 10]), ['2*N', 10]);
    law(call(['B', 'H', 'W'], [8, 28, 'w'], ['B', '(H-3)//2', 'B*W']), [8, 12, '8*w']);
    law(call(['B', '16*h'], [3, 48], ['h', '8*h']), [3, 24]);
    law(call(['B', '16*h'], [3, '32*k'], ['h']), ['2*k']);
    law(call(['B', 'B-1'], [3, 2], ['B']), [3]);
  });
  test('says what is expected', () => {
    law(call(['B', 784], [32, 783], []), 'expected [B, 784], got [32, 783]');
    law(call(['B', 784], [32], []), 'expected [B, 784], got [32]');
    law(call(['B', 'B'], [3, 5], []), "expected [B, B], got [3, 5]: 'B' is 3 and 5");
    law(
      call(['B', '16*h'], [3, 4], []),
      'expected [B, 16*h], got [3, 4]: 4 is not divisible by 16',
    );
    law(call(['B', 'B-1'], [3, 3], []), 'expected [B, B-1], got [3, 3]');
    law(call(['h', '16*h'], [3, 32], []), 'expected [h, 16*h], got [3, 32]');
  });
});
