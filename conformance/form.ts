/** What a case must be for its comparison to mean anything. */
import type { Case } from './cases.ts';

const several = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is wrong with the form of a case, in words. */
export const faultsOf = ({
  inputs,
  outputs,
  cotangents,
  grads,
  expected,
}: Case): readonly string[] => {
  const roles = inputs.map(({ role }) => role);
  const isLonely = [...grads.keys()].filter((role) => !roles.includes(role));
  const compared = outputs.length + Object.keys(expected).length;
  return [
    ...(compared === 0 ? ['nothing to compare'] : []),
    ...(grads.size === 0 || cotangents.length === outputs.length
      ? []
      : [`${several(cotangents.length, 'cotangent')} for ${several(outputs.length, 'output')}`]),
    ...isLonely.map((role) => `a gradient of ${role}, which is no input`),
  ];
};
