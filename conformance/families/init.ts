/** Initialisers: the moments of what they draw. PyTorch's weights are [out, in, ...field], ours [...field, in, out]. */
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
} from '../../src/nn/index.ts';
import { key } from '../../src/random/index.ts';
import { type AdapterOf, type Family, missing, sample } from '../adapter.ts';
import { listOf, unusual } from '../attrs.ts';
import type { Attrs } from '../cases.ts';

const SIZES: readonly string[] = ['shape', 'fan_in', 'fan_out'];

const drawn =
  (initializer: Initializer, usual: Attrs): AdapterOf =>
  ({ op, attrs }) => {
    const options = Object.entries(attrs).filter(([name]) => !SIZES.includes(name));
    const option = unusual(Object.fromEntries(options), usual);
    if (option !== undefined) return missing(`${op} with another ${option}`);
    const [out, inputs, ...field] = listOf(attrs, 'shape');
    return sample(() => initializer(key(0), [...field, inputs!, out!]));
  };

const relu: Attrs = { mode: 'fan_in', nonlinearity: 'relu', a: 0, gain: Math.SQRT2 };

export const initializers: Family = {
  init_xavier_uniform: drawn(glorotUniform, { gain: 1 }),
  init_xavier_normal: drawn(glorotNormal, { gain: 1 }),
  init_kaiming_uniform: drawn(heUniform, relu),
  init_kaiming_normal: drawn(heNormal, relu),
};
