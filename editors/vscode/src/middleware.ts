/**
 * TypeScript 7.1 lets extensions change what its language server answers (`typescript/vscode`, ExtensionAPI); this is what
 * is used of it. The id of the extension that exports it is not fixed yet, so it is known by what it exports.
 */
import { reducedReport } from './mistakes.ts';

export interface Disposable {
  dispose(): unknown;
}
interface LanguageServerApi {
  registerLspMiddleware(
    method: 'textDocument/diagnostic',
    transform: (report: unknown) => unknown,
  ): Disposable;
}

const isApi = (exports: unknown): exports is LanguageServerApi =>
  typeof exports === 'object' &&
  exports !== null &&
  'registerLspMiddleware' in exports &&
  typeof exports.registerLspMiddleware === 'function';

/** An extension that may be TypeScript's. */
export interface Candidate {
  readonly id: string;
  activate(): PromiseLike<unknown>;
}

/** Reduces the server's diagnostics to the library's sentences; undefined where no extension offers that. */
export const reduceDiagnostics = async (
  extensions: readonly Candidate[],
): Promise<Disposable | undefined> => {
  for (const extension of extensions.filter(({ id }) => /typescript/i.test(id))) {
    const exports = await extension.activate();
    if (isApi(exports)) {
      return exports.registerLspMiddleware('textDocument/diagnostic', reducedReport);
    }
  }
  return undefined;
};
