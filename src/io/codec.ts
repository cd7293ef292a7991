/** io-ts at the boundary: what a codec refuses, in the form of our own errors. */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';

const LONGEST = 60;

/** A value as short text, for an error. */
export const showValue = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? `${value}` : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
};

/** The way to the value that is wrong; a union is wrong as a whole, not once for each of its members. */
const upToUnion = (context: t.Context): t.Context => {
  const at = context.findIndex(({ type }) => type instanceof t.UnionType);
  return at < 0 ? context : context.slice(0, at + 1);
};

const fromValidation = (file: string, root: string, error: t.ValidationError): BoundaryError => {
  const context = upToUnion(error.context);
  const path = context.map(({ key }) => key).filter((key) => key !== '');
  const last = context.at(-1);
  const actual = showValue(last === undefined ? error.value : last.actual);
  return boundaryError(file, [root, ...path].join('.'), last?.type.name ?? root, actual);
};

const once = (errors: readonly BoundaryError[]): readonly BoundaryError[] => [
  ...new Map(errors.map((error) => [error.field, error])).values(),
];

/** Decodes with a codec; `root` names the value in errors, which are all collected, one a field. */
export const decodeWith =
  <A>(codec: t.Decoder<unknown, A>, file: string, root: string) =>
  (value: unknown): E.Either<BoundaryError, A> =>
    E.mapLeft((errors: t.Errors) => {
      const [first, ...others] = once(errors.map((error) => fromValidation(file, root, error)));
      return collectErrors(
        first ?? boundaryError(file, root, codec.name, showValue(value)),
        others,
      );
    })(codec.decode(value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON object: neither an array nor null. */
export const JsonObject: t.Type<Readonly<Record<string, unknown>>> = new t.Type(
  'a JSON object',
  isRecord,
  (value, context) => (isRecord(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** A whole number that is not negative. */
export const Size: t.Type<number> = new t.Type(
  'a whole number >= 0',
  isSize,
  (value, context) => (isSize(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** The object that JSON text holds. */
export const parseObject = (
  text: string,
  file: string,
  root: string,
): E.Either<BoundaryError, Readonly<Record<string, unknown>>> => {
  const parsed = E.tryCatch(
    (): unknown => JSON.parse(text),
    () => boundaryError(file, root, 'JSON', `damaged text ${showValue(text)}`),
  );
  return E.chain(decodeWith(JsonObject, file, root))(parsed);
};
