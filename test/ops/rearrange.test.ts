/** rearrange against the layers that it stands for: values, gradient, batches, and names that are bound later. */
import { describe, expect, test } from 'vitest';
import * as t from '../../src/index.ts';

const numbers = (x: t.Tensor) => [...t.evaluate(x).data];
const x = t.array([2, 6], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

describe('rearrange', () => {
  test('moves, splits and joins axes', () => {
    expect(numbers(t.rearrange('a b -> b a')(x))).toEqual(numbers(t.transpose(x)));
    const heads = t.rearrange('b (h d) -> h b d', { h: 3 })(x);
    expect(heads.shape).toEqual([3, 2, 2]);
    expect(numbers(heads)).toEqual(numbers(t.permute([1, 0, 2])(t.reshape([2, 3, 2])(x))));
    expect(numbers(t.rearrange('h b d -> b (h d)')(heads))).toEqual(numbers(x));
    expect(t.rearrange('a b -> 1 (a b) 1')(x).shape).toEqual([1, 12, 1]);
  });
  test('its gradient is rearranged back', () => {
    const c = t.array([2, 3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const loss = (v: t.Tensor<[2, 6]>) =>
      t.sum()(t.mul(c, t.rearrange('b (d h) -> b h d', { h: 3 })(v)));
    expect(numbers(t.grad(loss)(x))).toEqual(numbers(t.rearrange('b h d -> b (d h)')(c)));
  });
  test('goes through vmap and through names', () => {
    const rows = t.vmap((v: t.Tensor<[6]>) => t.rearrange('(h d) -> d h', { h: 3 })(v))(x);
    expect(numbers(rows)).toEqual(numbers(t.rearrange('b (h d) -> b d h', { h: 3 })(x)));
    const named = t.model({}, t.f32('B', '3*d'), (_, v) =>
      t.rearrange('b (h d) -> (b h) d', { h: 3 })(v),
    );
    const y: t.Tensor<[6, 2]> = named({}, x);
    expect(numbers(y)).toEqual(numbers(x));
  });
});
