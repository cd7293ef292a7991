/** Attention and transformer layers; the cases have [length, batch, features], the library has the batch in front. */
import type { Value } from '../../src/core/node.ts';
import {
  multiHeadAttentionWithWeights,
  scaledDotProductAttention,
  transformerDecoderLayer,
  transformerEncoderLayer,
} from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import type { Attrs, Case } from '../cases.ts';
import { add, permute, reshape, slice, transpose } from './untyped.ts';

const batchFirst = (x: Value): Value => permute(x, [1, 0, 2]);

type Inputs = Readonly<Record<string, Value>>;
const sizeOf = (x: Value, axis: number): number => Number(x.shape.at(axis));

/** The inputs under the names that the case gives them. */
const byName = (c: Case, xs: readonly Value[]): Inputs =>
  Object.fromEntries(c.inputs.map(({ role }, i) => [role, xs[i]!]));

interface Map {
  readonly w: Value;
  readonly b?: Value;
}
const mapOf = (w: Value, b: Value | undefined): Map => ({
  w: transpose(w),
  ...(b === undefined ? {} : { b }),
});

/** Rows i e to (i + 1) e of what is stacked. */
const third = (x: Value | undefined, i: number): Value | undefined => {
  if (x === undefined) return undefined;
  const e = sizeOf(x, 0) / 3;
  return slice(x, 0, i * e, e);
};

/** `names` are those of the four tensors of an attention. */
const projectionsOf = (given: Inputs, [wi, bi, wo, bo]: readonly string[]) => {
  const part = (i: number): Map => mapOf(third(given[wi!], i)!, third(given[bi!], i));
  return { query: part(0), key: part(1), value: part(2), out: mapOf(given[wo!]!, given[bo!]) };
};

const not = op(o.not);
/** The cases' bool masks say what may not be seen. */
const seen = (mask: Value): Value => (mask.dtype.dtype === 'bool' ? not(mask) : mask);
const masksOf = (mask: Value | undefined, keyMask: Value | undefined): object => ({
  ...(mask === undefined ? {} : { mask: seen(mask) }),
  ...(keyMask === undefined ? {} : { keyMask: seen(keyMask) }),
});

/** A mask for every head of every example, which stand in one axis, as [batch, heads, L, S]. */
const ofHeads = (mask: Value | undefined, heads: number): Value | undefined =>
  mask?.shape.length === 3
    ? reshape(mask, [sizeOf(mask, 0) / heads, heads, sizeOf(mask, 1), sizeOf(mask, 2)])
    : mask;

/** A mask of keys [batch, S] that is added to the scores. */
const addedKeys = (keyMask: Value): Value =>
  reshape(keyMask, [sizeOf(keyMask, 0), 1, 1, sizeOf(keyMask, 1)]);

/** The masks of a case: float masks of both kinds are added up. */
const masksOfHeads = (given: Inputs, heads: number): object => {
  const [mask, keyMask] = [ofHeads(given['attn_mask'], heads), given['key_padding_mask']];
  if (keyMask === undefined || keyMask.dtype.dtype === 'bool') return masksOf(mask, keyMask);
  const added = addedKeys(keyMask);
  return masksOf(mask === undefined ? added : add(mask, added), undefined);
};

const multiHead: AdapterOf = (c) =>
  program((...xs: readonly Value[]) => {
    const given = byName(c, xs);
    const names = ['in_proj_weight', 'in_proj_bias', 'out_proj_weight', 'out_proj_bias'];
    const p = projectionsOf(given, names);
    const heads = numberOf(c.attrs, 'num_heads');
    const attend = call(multiHeadAttentionWithWeights, p, heads);
    const [query, key, value] = ['query', 'key', 'value'].map((n) => batchFirst(given[n]!));
    const masks = masksOfHeads(given, heads);
    const [y, weights] = leaves(call(attend, query, key, value, masks));
    return [batchFirst(y!), weights!];
  });

const affineOf = (given: Inputs, name: string) => ({
  gamma: given[`${name}.weight`]!,
  beta: given[`${name}.bias`]!,
});
const linearOf = (given: Inputs, name: string): Map =>
  mapOf(given[`${name}.weight`]!, given[`${name}.bias`]);
const attentionOf = (given: Inputs, name: string) =>
  projectionsOf(
    given,
    ['in_proj_weight', 'in_proj_bias', 'out_proj.weight', 'out_proj.bias'].map(
      (n) => `${name}.${n}`,
    ),
  );

const partsOf = (given: Inputs) => ({
  attention: attentionOf(given, 'self_attn'),
  norm1: affineOf(given, 'norm1'),
  hidden: linearOf(given, 'linear1'),
  out: linearOf(given, 'linear2'),
  norm2: affineOf(given, 'norm2'),
});
const optionsOf = (attrs: Attrs) => ({
  activation: attrs['activation'],
  norm: flagOf(attrs, 'norm_first') ? 'pre' : 'post',
  eps: numberOf(attrs, 'layer_norm_eps'),
});

const encoder: AdapterOf = (c) =>
  program((...xs: readonly Value[]) => {
    const given = byName(c, xs);
    const masks = masksOf(given['src_mask'], given['src_key_padding_mask']);
    const options = { ...optionsOf(c.attrs), ...masks };
    const layer = call(
      transformerEncoderLayer,
      partsOf(given),
      numberOf(c.attrs, 'nhead'),
      options,
    );
    return batchFirst(op(layer)(batchFirst(given['src']!)));
  });

const decoder: AdapterOf = (c) =>
  program((...xs: readonly Value[]) => {
    const given = byName(c, xs);
    const parts = {
      ...partsOf(given),
      cross: attentionOf(given, 'multihead_attn'),
      norm3: affineOf(given, 'norm3'),
    };
    const heads = numberOf(c.attrs, 'nhead');
    const layer = call(transformerDecoderLayer, parts, heads, optionsOf(c.attrs));
    const own = masksOf(given['tgt_mask'], given['tgt_key_padding_mask']);
    const [mask, keyMask] = [given['memory_mask'], given['memory_key_padding_mask']];
    const masks = {
      ...own,
      causal: false,
      ...(mask === undefined ? {} : { memoryMask: seen(mask) }),
      ...(keyMask === undefined ? {} : { memoryKeyMask: seen(keyMask) }),
    };
    const [x, memory] = [batchFirst(given['tgt']!), batchFirst(given['memory']!)];
    return batchFirst(op(layer)(x, memory, masks));
  });

const products: AdapterOf = ({ attrs }) =>
  program((q: Value, k: Value, v: Value, mask?: Value) => {
    const options = { causal: flagOf(attrs, 'causal'), ...(mask === undefined ? {} : { mask }) };
    return op(scaledDotProductAttention)(q, k, v, options);
  });

export const attention: Family = {
  scaled_dot_product_attention: products,
  multi_head_attention: multiHead,
  transformer_encoder_layer: encoder,
  transformer_decoder_layer: decoder,
  sinusoidal_positions: ({ attrs }) =>
    program(() =>
      o.sinusoidalPositions(numberOf(attrs, 'length'), numberOf(attrs, 'dim'), {
        base: numberOf(attrs, 'base'),
      }),
    ),
};
