/** The extension: lists a TypeScript file when it is opened and saved, and shows what the listing says. */
import * as vscode from 'vscode';
import { afterEdit, type Hint, hintsOf, type Wanted } from './hints.ts';
import { listFile, programFor, wordsFor } from './listing.ts';
import { reduceDiagnostics } from './middleware.ts';
import { ownMistakes } from './mistakes.ts';

const LANGUAGES = ['typescript', 'typescriptreact'];
const SELECTOR = LANGUAGES.map((language) => ({ language, scheme: 'file' }));

interface State {
  readonly hints: Map<string, readonly Hint[]>;
  readonly running: Map<string, AbortController>;
  readonly changed: vscode.EventEmitter<void>;
  readonly diagnostics: vscode.DiagnosticCollection;
  readonly log: vscode.LogOutputChannel;
  /** the language server says the sentences itself */
  readonly reduced: boolean;
}

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('typegrad');

const wanted = (): Wanted => ({
  stages: settings().get('stageHints', true),
  constants: settings().get('constantHints', true),
});

const rangeOf = ({ start, end }: { start: Place; end: Place }): vscode.Range =>
  new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
interface Place {
  readonly line: number;
  readonly column: number;
}

const diagnosticOf = (span: { start: Place; end: Place }, sentence: string): vscode.Diagnostic => {
  const diagnostic = new vscode.Diagnostic(rangeOf(span), sentence);
  diagnostic.source = 'typegrad';
  return diagnostic;
};

/** A run that is still going on is of an older text. */
const signalFor = (state: State, key: string): AbortSignal => {
  state.running.get(key)?.abort();
  const controller = new AbortController();
  state.running.set(key, controller);
  return controller.signal;
};

const list = async (state: State, document: vscode.TextDocument): Promise<void> => {
  if (!LANGUAGES.includes(document.languageId) || document.uri.scheme !== 'file') return;
  const program = programFor(document.fileName);
  if (program === undefined) return;
  const key = document.uri.toString();
  const signal = signalFor(state, key);
  const { version } = document;
  const words = wordsFor(program, document.fileName, settings().get('sizes', {}));
  const shapes = await listFile(words, signal);
  // what was typed in the meantime is listed when it is saved
  if (signal.aborted || document.version !== version) return;
  if (typeof shapes === 'string') {
    state.log.error(shapes);
    return;
  }
  state.hints.set(key, hintsOf(shapes, wanted()));
  const own = state.reduced ? [] : ownMistakes(shapes);
  state.diagnostics.set(
    document.uri,
    own.map(({ span, sentence }) => diagnosticOf(span, sentence)),
  );
  state.changed.fire();
};

const inlayHint = ({ line, character, label, tooltip }: Hint): vscode.InlayHint => {
  const hint = new vscode.InlayHint(
    new vscode.Position(line, character),
    label,
    vscode.InlayHintKind.Type,
  );
  hint.paddingLeft = !label.startsWith(':');
  hint.tooltip = tooltip;
  return hint;
};

const provider = (state: State): vscode.InlayHintsProvider => ({
  onDidChangeInlayHints: state.changed.event,
  provideInlayHints: (document, range) =>
    (state.hints.get(document.uri.toString()) ?? [])
      .filter(({ line }) => line >= range.start.line && line <= range.end.line)
      .map(inlayHint),
});

const edited = (state: State, { document, contentChanges }: vscode.TextDocumentChangeEvent) => {
  const key = document.uri.toString();
  const hints = state.hints.get(key);
  if (hints === undefined) return;
  const edits = contentChanges.map(({ range, text }) => ({
    first: range.start.line,
    last: range.end.line,
    count: text.split('\n').length,
  }));
  state.hints.set(key, edits.reduce(afterEdit, hints));
};

const forget = (state: State, { uri }: vscode.TextDocument): void => {
  const key = uri.toString();
  state.running.get(key)?.abort();
  state.running.delete(key);
  state.hints.delete(key);
  state.diagnostics.delete(uri);
};

/** Called by the editor when the first TypeScript file is opened. */
export const activate = async (context: vscode.ExtensionContext): Promise<void> => {
  const middleware = await reduceDiagnostics(vscode.extensions.all);
  const state: State = {
    hints: new Map(),
    running: new Map(),
    changed: new vscode.EventEmitter(),
    diagnostics: vscode.languages.createDiagnosticCollection('typegrad'),
    log: vscode.window.createOutputChannel('typegrad', { log: true }),
    reduced: middleware !== undefined,
  };
  const listAll = () =>
    Promise.all(vscode.workspace.textDocuments.map((document) => list(state, document)));
  context.subscriptions.push(
    ...(middleware === undefined ? [] : [middleware]),
    state.changed,
    state.diagnostics,
    state.log,
    vscode.languages.registerInlayHintsProvider(SELECTOR, provider(state)),
    vscode.workspace.onDidOpenTextDocument((document) => list(state, document)),
    vscode.workspace.onDidSaveTextDocument((document) => list(state, document)),
    vscode.workspace.onDidChangeTextDocument((event) => edited(state, event)),
    vscode.workspace.onDidCloseTextDocument((document) => forget(state, document)),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration('typegrad') ? listAll() : undefined,
    ),
  );
  await listAll();
};
