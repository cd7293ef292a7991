/** Where every value's elements lie: views are followed to the buffer under them. */
import { concrete, type ConcreteType, concreteShape } from '../core/check.ts';
import { contiguous, isContiguous, type Layout, sizeOf } from '../core/layout.ts';
import type { Value } from '../core/node.ts';
import { byteSize } from '../types/dtype.ts';
import { type Constant, constantOf, elementsOf } from '../prim/index.ts';
import type { Buffer, CopyOperation, Origin, Role, Source } from './operation.ts';

export const bufferOf = (type: ConcreteType, role: Role): Buffer => ({
  type,
  role,
  bytes: sizeOf(type.shape) * byteSize(type.dtype),
});

/** Resolves values to sources. Copies that views need are handed to `emit`, each once. */
export interface Sources {
  /** where the value's elements are looked at from */
  at(v: Value): Source;
  /** the buffer that holds the value, contiguous */
  dense(v: Value, path: string): Buffer;
  /** a contiguous copy of what a source shows */
  copy(source: Source, path: string): Buffer;
  /** the buffer that an operation writes the value to */
  define(v: Value): Buffer;
}

export const makeSources = (
  params: readonly Value[],
  emit: (copy: CopyOperation) => void,
): Sources => {
  const known = new Map<Value, Source>();
  const densified = new Map<Value, Buffer>();
  const whole = (v: Value, origin: Origin): Source => {
    const type = concrete(v);
    return { origin, layout: contiguous(type.shape), type };
  };
  params.forEach((v, index) => {
    const buffer = bufferOf(concrete(v), { kind: 'param', index });
    known.set(v, whole(v, { kind: 'buffer', buffer }));
  });

  const copied = (source: Source, path: string): Buffer => {
    const buffer = bufferOf(source.type, { kind: 'temporary' });
    const reads = source.origin.kind === 'buffer' ? [source.origin.buffer] : [];
    const parts = [{ source, layout: contiguous(source.type.shape) }];
    emit({ kind: 'copy', mode: 'write', fill: false, parts, reads, writes: [buffer], path });
    return buffer;
  };

  const sourceOf = (v: Value): Source => {
    const { lower } = v.node.primitive;
    const constant = constantOf(v);
    if (constant !== null) return constantSource(v, constant);
    if (lower.kind === 'iota') return iotaSource(v, lower.axis(v.node.params));
    const input = at(v.node.inputs[0]!);
    if (lower.kind !== 'view') throw new TypeError(`plan: ${v.node.primitive.name} is not computed`);
    const seen = lower.map(input.layout, v.node.params);
    if (seen !== null) return { origin: input.origin, layout: seen, type: concrete(v) };
    const buffer = copied(input, v.node.primitive.name);
    const layout = lower.map(contiguous(input.type.shape), v.node.params);
    return { origin: { kind: 'buffer', buffer }, layout: layout!, type: concrete(v) };
  };

  const at = (v: Value): Source => {
    const made = known.get(v);
    if (made !== undefined) return made;
    const source = sourceOf(v);
    known.set(v, source);
    return source;
  };

  const dense = (v: Value, path: string): Buffer => {
    const source = at(v);
    if (source.origin.kind === 'buffer' && isWhole(source.layout, source.origin.buffer)) {
      return source.origin.buffer;
    }
    const made = densified.get(v) ?? copied(source, path);
    densified.set(v, made);
    return made;
  };

  const define = (v: Value): Buffer => {
    const buffer = bufferOf(concrete(v), { kind: 'temporary' });
    known.set(v, whole(v, { kind: 'buffer', buffer }));
    return buffer;
  };
  return { at, dense, copy: copied, define };
};

/** Whether a layout is the buffer itself, perhaps in another shape. */
export const isWhole = (layout: Layout, buffer: Buffer): boolean =>
  layout.offset === 0 &&
  isContiguous(layout) &&
  sizeOf(layout.shape) === sizeOf(buffer.type.shape);

const constantSource = (v: Value, { data }: Constant): Source => {
  const type = concrete(v);
  if (typeof data === 'object' || typeof data === 'function') {
    const buffer = bufferOf(type, { kind: 'constant', data: elementsOf(data) });
    return { origin: { kind: 'buffer', buffer }, layout: contiguous(type.shape), type };
  }
  const value = Number(data);
  return { origin: { kind: 'literal', value }, layout: contiguous(type.shape), type };
};

/** The virtual array 0, 1, 2, ... seen along one axis. */
const iotaSource = (v: Value, axis: number): Source => {
  const shape = concreteShape(v.shape);
  const strides = shape.map((_, k) => (k === axis ? 1 : 0));
  return { origin: { kind: 'iota' }, layout: { shape, strides, offset: 0 }, type: concrete(v) };
};
