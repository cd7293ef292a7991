/** State that stays in memory between calls: donated arguments, and the arrays that have taken their place. */
import type { ConcreteType } from '../core/check.ts';
import { DonatedError } from '../core/error.ts';
import { sizeOf } from '../core/layout.ts';
import type { Value } from '../core/node.ts';
import type { TypedArray } from '../core/strided.ts';
import { describe } from '../core/type.ts';
import { dataValue } from '../prim/index.ts';
import type { Machine, Resources, Slot } from './machine.ts';
import { bytesOf, viewAt } from './typed-array.ts';

/** The slots of one jitted function, by leaf and type: all its specialisations share them. */
export interface State {
  slot(leaf: number, type: ConcreteType): Slot;
  readonly owner: Slot['owner'];
}

export const makeState = (resources: Resources): State => {
  const owner = { function: null };
  const slots = new Map<string, Slot>();
  return {
    slot: (leaf, type) => {
      const key = `${leaf} ${describe(type)}`;
      const known = slots.get(key);
      if (known !== undefined) return known;
      const address = resources.allocate(bytesOf(type));
      const made = { address, type, generation: 0, owner };
      slots.set(key, made);
      return made;
    },
    owner,
  };
};

const GONE = 'this array was donated to an earlier call; use what that call returned';

/** Where the array is in this memory, if it is; throws DonatedError when it was given away. */
export const residentOf = ({ residents, consumed }: Machine, v: Value): Slot | null => {
  const r = residents.get(v);
  if (consumed.has(v) || (r !== undefined && r.generation !== r.slot.generation)) {
    throw new DonatedError(GONE);
  }
  return r?.slot ?? null;
};

/** The slot's present elements as an array that is copied out when it is looked at. */
export const resident = (machine: Machine, slot: Slot): Value => {
  const { generation } = slot;
  let copy: TypedArray | null = null;
  const value = dataValue(slot.type, () => {
    if (copy !== null) return copy;
    if (slot.generation !== generation) throw new DonatedError(GONE);
    const { dtype, shape } = slot.type;
    copy = viewAt(machine.memory.buffer, dtype, slot.address, sizeOf(shape)).slice();
    return copy;
  });
  machine.residents.set(value, { slot, generation });
  return value;
};
