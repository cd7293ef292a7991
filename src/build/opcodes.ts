/** The elementwise rows of the primitive table, as the build of the kernels needs them. */
import { isWide } from '../core/lowering.ts';
import { primitives } from '../prim/index.ts';
import { type DTypeName, DTypes } from '../types/dtype.ts';

export interface Opcode {
  /** `${primitive}_${lane}` */
  readonly name: string;
  /** AssemblyScript expression in $0 $1 $2 and $imm */
  readonly expression: string;
  /** whether it belongs to map64 */
  readonly wide: boolean;
}

interface MapRow {
  readonly kind: 'map';
  readonly simd: Readonly<Record<string, string>>;
}

const mapRows = (): readonly (readonly [string, MapRow])[] =>
  Object.values(primitives).flatMap(({ name, lower }) =>
    lower.kind === 'map' ? [[name, lower] as const] : [],
  );

/**
 * Opcodes that need no primitive: moving words, for a result that is one of the operands; a product
 * with the sum that uses it, rounded like the two instructions.
 */
const extra: readonly Opcode[] = [
  { name: 'copy_f32', expression: '$0', wide: false },
  { name: 'mulAdd_f32', expression: 'f32x4.add(f32x4.mul($0, $1), $2)', wide: false },
];

const dtypes: readonly string[] = Object.keys(DTypes);
const isDType = (s: string): s is DTypeName => dtypes.includes(s);

const rowOpcodes = (): readonly Opcode[] =>
  mapRows().flatMap(([name, { simd }]) =>
    Object.entries(simd).map(([lane, expression]) => ({
      name: `${name}_${lane}`,
      expression,
      wide: lane.split('_').filter(isDType).some(isWide),
    })),
  );

/** Those of map, then those of map64, in the order of the table: the place in the list is the number of the opcode. */
export const opcodes = (): readonly Opcode[] => {
  const rows = rowOpcodes();
  const all = [...extra.filter(({ name }) => rows.every((r) => r.name !== name)), ...rows];
  return [...all.filter(({ wide }) => !wide), ...all.filter(({ wide }) => wide)];
};
