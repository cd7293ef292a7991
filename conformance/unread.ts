/**
 * Attributes that an adapter does not look at. A case may carry what its tensors or its words say already; another
 * attribute that nothing reads would be an option without effect, and fails the case.
 */
import type { Attrs, Case } from './cases.ts';

/** What is said by the case's tensors, its operation, or in words for readers. */
const TOLD: ReadonlySet<string> = new Set([
  // layouts and sizes of the tensors
  ...['layout', 'weight_layout', 'out_layout', 'pads_layout', 'input_layout', 'state_layout'],
  ...['in_proj_weight_layout', 'counter_layout', 'gate_order', 'bias', 'affine', 'minlength'],
  ...['input_size', 'hidden_size', 'embed_dim', 'd_model', 'dim_feedforward', 'num_classes'],
  ...['fan_in', 'fan_out', 'steps', 'counts', 'track_running_stats', 'gumbel_shape'],
  // formulas, and numbers that follow from others
  ...['text', 'note', 'program', 'property', 'source_index', 'mask', 'mask_meaning', 'taken'],
  ...['weights_output', 'function', 'rounds', 'keep', 'smallest_gap', 'seed', 'contains_zero'],
  ...['minval_f32', 'maxval_f32', 'gain', 'primals', 'tangents', 'axis_name', 'same_inputs_as'],
  // training runs, in words
  ...['model', 'step', 'batch', 'order', 'input', 'vocabulary', 'vocabulary_size', 'standardise'],
  ...['loss', 'epochs', 'features', 'embedding_size', 'feed_forward', 'latent', 'hidden'],
]);

/** What a case may say without effect as long as it says this. */
const USUAL: Readonly<Record<string, readonly unknown[]>> = {
  alpha: [1.6732632423543772],
  scale: [1.0507009873554805, '1/sqrt(head size)'],
  mode: ['nearest', 'bilinear', 'bicubic', 'linear', 'low', 'default'],
  cubic_coeff_a: [-0.75],
  stable: [true],
  sorted: [true],
  channel_axis: [1],
  class_axis: [1],
  dropout: [0],
  drop_intermediate: [false],
  wrt: ['x'],
  tangent: ['v'],
};

/** null is "none". */
const isSilent = (name: string, value: unknown): boolean =>
  value === null || TOLD.has(name) || (USUAL[name]?.includes(value) ?? false);

export interface Watched {
  readonly case: Case;
  /** The attributes that nothing has read, though they say something. */
  readonly unread: () => readonly string[];
}

/** A case that keeps account of the attributes that are read. */
export const watched = (c: Case): Watched => {
  const read = new Set<PropertyKey>();
  const attrs: Attrs = new Proxy(c.attrs, {
    get: (all, name) => {
      read.add(name);
      return typeof name === 'string' ? all[name] : undefined;
    },
    has: (all, name) => {
      read.add(name);
      return name in all;
    },
  });
  const isUnread = (name: string): boolean => !read.has(name) && !isSilent(name, c.attrs[name]);
  return { case: { ...c, attrs }, unread: () => Object.keys(c.attrs).filter(isUnread) };
};
