/** Diagnostics whose message is the library's sentence alone, without the compiler's words around it. */
import { type Listing, type Mistake, sentenceOf } from '../../../src/editor/index.ts';

/** Those errors of a listing that have a sentence of the library. */
export const ownMistakes = ({ errors }: Listing): readonly Mistake[] =>
  errors.filter(({ own }) => own);

interface Diagnostic {
  readonly message: string;
}
const isDiagnostic = (u: unknown): u is Diagnostic =>
  typeof u === 'object' && u !== null && 'message' in u && typeof u.message === 'string';

const reducedOne = (diagnostic: unknown): unknown =>
  isDiagnostic(diagnostic)
    ? { ...diagnostic, message: reducedMessage(diagnostic.message) }
    : diagnostic;

/** The sentence in a message of several lines, or the message as it is. */
export const reducedMessage = (message: string): string => {
  const { sentence, own } = sentenceOf(message.split('\n').map((line) => line.trim()));
  return own ? sentence : message;
};

/** The answer of a language server to textDocument/diagnostic with its messages reduced; other answers stay. */
export const reducedReport = (report: unknown): unknown =>
  typeof report === 'object' && report !== null && 'items' in report && Array.isArray(report.items)
    ? { ...report, items: report.items.map(reducedOne) }
    : report;
