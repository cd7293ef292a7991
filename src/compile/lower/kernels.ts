/** Operations to the records of the kernels that run them. */
import { CopyMode, GEMM_ROWS, GEMM_WORKSPACE, type KernelName } from '../../core/abi.gen.ts';
import { collapse, sizeOf } from '../../core/layout.ts';
import { byteSize } from '../../types/dtype.ts';
import type {
  Buffer,
  CondOperation,
  CopyOperation,
  CopyPart,
  DotOperation,
  KernelOperation,
  Matrix,
  Operation,
  ScanOperation,
  Source,
  WhileOperation,
} from '../operation.ts';
import { copyOf } from '../targets.ts';
import { elementBits } from './bits.ts';
import { encodeMap, encodeReduce } from './elementwise.ts';
import { type Address, at, type Image, sameAddress, type Word } from './image.ts';

export interface Call {
  readonly kernel: KernelName;
  readonly words: readonly Word[];
  readonly scratch: number;
  readonly status: boolean;
}

type AddressOf = (b: Buffer) => Address;
type Simple = Exclude<Operation, ScanOperation | CondOperation | WhileOperation>;

const STATUS: Address = { region: { kind: 'status' }, offset: 0 };
const SCRATCH: Address = { region: { kind: 'scratch' }, offset: 0 };

const plain = (kernel: KernelName, words: readonly Word[], scratch = 0): Call => ({
  kernel,
  words,
  scratch,
  status: false,
});

const sourceAddress = (s: Source, addressOf: AddressOf): Address => {
  if (s.origin.kind !== 'buffer') throw new TypeError('lower: the operand is not in memory');
  return at(addressOf(s.origin.buffer), s.layout.offset * byteSize(s.type.dtype));
};

const gemm = (o: DotOperation, image: Image, addressOf: AddressOf): Call => {
  const matrix = ({ source, batchStride, by }: Matrix): readonly Word[] => [
    sourceAddress(source, addressOf),
    batchStride,
    ...(by.kind === 'strides' ? [by.row, by.column] : [0, 0]),
  ];
  const words: readonly Word[] = [
    0,
    o.batch * Math.ceil(o.rows / GEMM_ROWS),
    o.batch,
    o.rows,
    o.columns,
    o.inner,
    ...matrix(o.left),
    ...matrix(o.right),
    addressOf(o.writes[0]!),
    o.rows * o.columns,
    o.columns,
    SCRATCH,
  ];
  const sides = [o.left.by, o.right.by];
  const wide = o.writes[0]!.type.dtype.dtype === 'f64';
  if (!wide && sides.every(({ kind }) => kind === 'strides'))
    return plain('gemm', words, GEMM_WORKSPACE);
  const tables = sides.flatMap((by): readonly Word[] =>
    by.kind === 'strides' ? [0, 0] : [image.table(by.rows), image.table(by.columns)],
  );
  return plain(wide ? 'gemm64' : 'gemmIndexed', [...words, ...tables], GEMM_WORKSPACE);
};

const fill = (to: Buffer, value: number, addressOf: AddressOf): Call => {
  const { dtype, shape } = to.type;
  const [low, high] = elementBits(value, dtype.dtype);
  return plain('fill', [0, sizeOf(shape), addressOf(to), low, byteSize(dtype), high]);
};

const modeOf = (o: CopyOperation): number => {
  if (o.mode === 'write') return CopyMode.write;
  const { dtype } = o.writes[0]!.type.dtype;
  if (dtype === 'f64') return CopyMode.addF64;
  return dtype === 'f32' ? CopyMode.addF32 : CopyMode.addI32;
};

const copyPart = (
  o: CopyOperation,
  { source, layout }: CopyPart,
  image: Image,
  addressOf: AddressOf,
): Call => {
  const to = o.writes[0]!;
  const bytes = byteSize(to.type.dtype);
  const nest = collapse(layout.shape, [source.layout.strides, layout.strides]);
  const units = nest.shape[0] ?? 1;
  return plain('copy', [
    0,
    units,
    nest.shape.length,
    image.push([...nest.shape, ...nest.strides[0]!, ...nest.strides[1]!]),
    sourceAddress(source, addressOf),
    at(addressOf(to), layout.offset * bytes),
    bytes,
    modeOf(o),
  ]);
};

/** A part that is computed, not copied: a literal or counting, which always fill the whole output. */
const virtualPart = (
  o: CopyOperation,
  { source, layout }: CopyPart,
  image: Image,
  addressOf: AddressOf,
): Call => {
  const space = layout.shape;
  const [to] = o.writes;
  if (source.origin.kind === 'literal') return fill(to!, source.origin.value, addressOf);
  const map = {
    kind: 'map' as const,
    space,
    operands: [source],
    code: [{ opcode: 'copy_f32', args: [0], immediate: 0 }],
    results: [1],
    wide: false,
    reads: [],
    writes: o.writes,
    path: o.path,
  };
  const e = encodeMap(map, image, (s) => sourceAddress(s, addressOf), [addressOf(to!)]);
  return plain(e.kernel, e.words, e.scratch);
};

const copy = (o: CopyOperation, image: Image, addressOf: AddressOf): readonly Call[] => {
  const [to] = o.writes;
  const zeroed = o.fill ? [fill(to!, 0, addressOf)] : [];
  const parts = o.parts.map((p) =>
    p.source.origin.kind === 'buffer'
      ? copyPart(o, p, image, addressOf)
      : virtualPart(o, p, image, addressOf),
  );
  return [...zeroed, ...parts];
};

const kernel = (o: KernelOperation, addressOf: AddressOf): Call => {
  const { call } = o;
  const status = call.status === true;
  return {
    kernel: call.kernel,
    words: [
      0,
      call.units,
      ...o.reads.filter((_, i) => i !== o.overwrites).map(addressOf),
      ...o.writes.map(addressOf),
      ...(status ? [STATUS] : []),
      ...(call.scratch === undefined ? [] : [SCRATCH]),
      ...call.args,
    ],
    scratch: call.scratch ?? 0,
    status,
  };
};

/** The elements that the kernel changes in part, where they do not lie there yet. */
const unchanged = (o: KernelOperation, image: Image, addressOf: AddressOf): readonly Call[] => {
  const [from, to] = [o.reads[o.overwrites ?? -1], o.writes[0]!];
  if (from === undefined || sameAddress(addressOf(from), addressOf(to))) return [];
  return copy(copyOf(from, to, o.path), image, addressOf);
};

export const encode = (o: Simple, image: Image, addressOf: AddressOf): readonly Call[] => {
  const source = (s: Source): Address => sourceAddress(s, addressOf);
  if (o.kind === 'dot') return [gemm(o, image, addressOf)];
  if (o.kind === 'copy') return copy(o, image, addressOf);
  if (o.kind === 'kernel') return [...unchanged(o, image, addressOf), kernel(o, addressOf)];
  const e =
    o.kind === 'map'
      ? encodeMap(o, image, source, o.writes.map(addressOf))
      : encodeReduce(o, image, source, addressOf(o.writes[0]!));
  return [plain(e.kernel, e.words, e.scratch)];
};
