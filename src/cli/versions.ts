/** What wrote a file: the versions of this package and of Node. */

import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

export interface Versions {
  readonly typegrad: string;
  readonly node: string;
}

export const VersionsCodec: t.Type<Versions, unknown> = t.type({
  typegrad: t.string,
  node: t.string,
});

const Package = t.type({ version: t.string });

/** The package's own file lies two folders above, from the sources as from what is built of them. */
const ownVersion = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const decoded = Package.decode(JSON.parse(text));
  return E.isRight(decoded) ? decoded.right.version : 'unknown';
};

export const versions = (): Versions => ({
  typegrad: ownVersion(),
  node: process.version,
});
