/** Text from outside, made safe to print: a file could otherwise steer the terminal or disguise what it says. */
import { type BoundaryError, boundaryError, collectErrors, listErrors } from '../core/boundary.ts';

/** Controls, invisible and direction-changing characters, line separators, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Such characters as `\u{1b}`; all else stays, so that text which is printable already stays as it is. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

const unit = (text: string, at: number): string =>
  `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;

/** JSON text whose strings hold such characters only as JSON's own escapes; it reads back as the same value. */
export const printableJson = (json: string): string =>
  json.replace(UNPRINTABLE, (char) =>
    [...char.split('').keys()].map((i) => unit(char, i)).join(''),
  );

const printableOne = ({ file, field, expected, actual }: BoundaryError): BoundaryError =>
  boundaryError(printable(file), printable(field), printable(expected), printable(actual));

/** The error with all its parts printable, those collected with it included. */
export const printableError = (error: BoundaryError): BoundaryError => {
  const [first = error, ...others] = listErrors(error).map(printableOne);
  return collectErrors(first, others);
};
