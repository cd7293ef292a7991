/** The elementwise rows of the primitive table, as the build of the kernels needs them. */
export { mapSwitches, type Opcode, opcodes } from '../../src/build/index.ts';
