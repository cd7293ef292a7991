/**
 * One client for the two kinds of language servers: tsserver of TypeScript up to 6, which speaks a protocol of its own,
 * and that of TypeScript 7, which speaks LSP. One file is open at a time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Compiler } from './compile.ts';

/** What an editor asks; positions are offsets into the open text. */
export interface LanguageServer {
  readonly open: (file: string, text: string) => Promise<void>;
  /** Adds to the end of the file. */
  readonly append: (text: string) => Promise<void>;
  /** The first line of what is shown, without documentation. */
  readonly hover: (offset: number) => Promise<string>;
  /** The whole signature, and the parameter that the offset is in. */
  readonly signature: (offset: number) => Promise<readonly [whole: string, active: string]>;
  readonly diagnostics: () => Promise<readonly string[]>;
  /** How many names are offered. */
  readonly completion: (offset: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

type Json = Readonly<Record<string, unknown>>;

const HEADER = /Content-Length: (\d+)\r?\n\r?\n/;

/** Takes messages with their headers out of a stream of bytes. */
const messages = (child: ChildProcess, receive: (message: Json) => void): void => {
  let bytes = Buffer.alloc(0);
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const head = HEADER.exec(bytes.toString('latin1', 0, 200));
      if (head === null) return;
      const start = head.index + head[0].length;
      const end = start + Number(head[1]);
      if (bytes.length < end) return;
      receive(JSON.parse(bytes.toString('utf8', start, end)) as Json);
      bytes = bytes.subarray(end);
    }
  });
};

interface Wire {
  readonly request: <R>(method: string, params: Json) => Promise<R>;
  readonly notify: (method: string, params: Json) => void;
  readonly close: () => Promise<void>;
}

const closing = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    child.once('exit', () => done());
    child.kill();
  });

/** Requests that wait for their answer, by number. */
const pending = () => {
  const waiting = new Map<unknown, (value: unknown) => void>();
  let last = 0;
  return {
    next: () => ++last,
    wait: <R>(id: number): Promise<R> =>
      new Promise((done) => waiting.set(id, (value) => done(value as R))),
    answer: (id: unknown, value: unknown) => {
      waiting.get(id)?.(value);
      waiting.delete(id);
    },
  };
};

const wireOfTsserver = (child: ChildProcess): Wire => {
  const { next, wait, answer } = pending();
  messages(child, (message) => {
    if (message['type'] === 'response') answer(message['request_seq'], message['body']);
  });
  const send = (command: string, args: Json): number => {
    const seq = next();
    child.stdin?.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
    return seq;
  };
  return {
    request: (command, args) => wait(send(command, args)),
    notify: (command, args) => {
      send(command, args);
    },
    close: () => closing(child),
  };
};

const wireOfLsp = (child: ChildProcess): Wire => {
  const { next, wait, answer } = pending();
  const send = (message: Json): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  messages(child, ({ id, method, params, result }) => {
    if (method === undefined) answer(id, result);
    else if (id !== undefined) {
      // what the server asks the editor: its settings, of which there are none
      const { items } = (params ?? {}) as { readonly items?: readonly unknown[] };
      send({ id, result: items?.map(() => ({})) ?? null });
    }
  });
  return {
    request: (method, params) => {
      const id = next();
      send({ id, method, params });
      return wait(id);
    },
    notify: (method, params) => send({ method, params }),
    close: () => closing(child),
  };
};

// ---- what both have -------------------------------------------------------------------------------

interface Position {
  readonly line: number;
  readonly character: number;
}
/** Counted from 0. */
const positionIn = (text: string, offset: number): Position => {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
};

interface Document {
  file: string;
  text: string;
  version: number;
}
const noDocument = (): Document => ({ file: '', text: '', version: 0 });

const spawned = (folder: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });

// ---- tsserver -------------------------------------------------------------------------------------

interface Part {
  readonly text: string;
}
interface SignatureItems {
  readonly selectedItemIndex: number;
  readonly argumentIndex: number;
  readonly items: readonly {
    readonly prefixDisplayParts: readonly Part[];
    readonly suffixDisplayParts: readonly Part[];
    readonly parameters: readonly { readonly displayParts: readonly Part[] }[];
  }[];
}
const joined = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('');

const signatureOf = (help: SignatureItems | undefined): readonly [string, string] => {
  const item = help?.items[help.selectedItemIndex];
  if (help === undefined || item === undefined) return ['', ''];
  const parameters = item.parameters.map(({ displayParts }) => joined(displayParts));
  const whole = `${joined(item.prefixDisplayParts)}${parameters.join(', ')}${joined(item.suffixDisplayParts)}`;
  return [whole, parameters[help.argumentIndex] ?? ''];
};

const tsserver = (folder: string, compiler: string, preferences: Json): LanguageServer => {
  const program = resolve(compiler, 'lib/tsserver.js');
  const wire = wireOfTsserver(spawned(folder, [program, '--disableAutomaticTypingAcquisition']));
  const document = noDocument();
  const at = (offset: number): Json => {
    const { line, character } = positionIn(document.text, offset);
    return { file: document.file, line: line + 1, offset: character + 1 };
  };
  return {
    open: async (file, text) => {
      Object.assign(document, { file, text });
      wire.notify('open', { file, fileContent: text, projectRootPath: folder });
      await wire.request('configure', { preferences });
    },
    append: async (text) => {
      const { line, offset } = at(document.text.length);
      const end = { endLine: line, endOffset: offset, insertString: text };
      wire.notify('change', { file: document.file, line, offset, ...end });
      document.text += text;
    },
    hover: async (offset) =>
      (await wire.request<{ displayString?: string } | undefined>('quickinfo', at(offset)))
        ?.displayString ?? '',
    signature: async (offset) => signatureOf(await wire.request('signatureHelp', at(offset))),
    diagnostics: async () =>
      (await wire.request<readonly Part[]>('semanticDiagnosticsSync', { file: document.file })).map(
        ({ text }) => text,
      ),
    completion: async (offset) =>
      (
        await wire.request<{ entries?: readonly unknown[] } | undefined>(
          'completionInfo',
          at(offset),
        )
      )?.entries?.length ?? 0,
    close: wire.close,
  };
};

// ---- LSP ------------------------------------------------------------------------------------------

interface LspSignatures {
  readonly activeSignature?: number;
  readonly activeParameter?: number;
  readonly signatures: readonly {
    readonly label: string;
    readonly activeParameter?: number;
    readonly parameters?: readonly { readonly label: string | readonly [number, number] }[];
  }[];
}
const lspSignature = (help: LspSignatures | null): readonly [string, string] => {
  const item = help?.signatures[help.activeSignature ?? 0];
  if (item === undefined) return ['', ''];
  const label = item.parameters?.[item.activeParameter ?? help?.activeParameter ?? 0]?.label;
  const active =
    typeof label === 'string' || label === undefined ? label : item.label.slice(...label);
  return [item.label, active ?? ''];
};

/** The code block of a hover. */
const codeIn = (markdown: string): string =>
  /```\w*\n([\s\S]*?)\n```/.exec(markdown)?.[1] ?? markdown;

const CAPABILITIES = {
  textDocument: {
    diagnostic: {},
    hover: { contentFormat: ['markdown'] },
    signatureHelp: {
      signatureInformation: {
        parameterInformation: { labelOffsetSupport: true },
        activeParameterSupport: true,
      },
    },
    completion: { completionItem: {} },
  },
  workspace: { configuration: true },
};

const lsp = async (folder: string, compiler: string): Promise<LanguageServer> => {
  const wire = wireOfLsp(spawned(folder, [resolve(compiler, 'bin/tsc'), '--lsp', '--stdio']));
  const rootUri = pathToFileURL(folder).href;
  await wire.request('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'project' }],
    capabilities: CAPABILITIES,
  });
  wire.notify('initialized', {});
  const document = noDocument();
  const textDocument = (): Json => ({ uri: pathToFileURL(document.file).href });
  const at = (offset: number): Json => ({
    textDocument: textDocument(),
    position: positionIn(document.text, offset),
  });
  return {
    open: async (file, text) => {
      Object.assign(document, { file, text, version: 1 });
      const item = { ...textDocument(), languageId: 'typescript', version: 1, text };
      wire.notify('textDocument/didOpen', { textDocument: item });
    },
    append: async (text) => {
      const end = positionIn(document.text, document.text.length);
      document.version += 1;
      wire.notify('textDocument/didChange', {
        textDocument: { ...textDocument(), version: document.version },
        contentChanges: [{ range: { start: end, end }, text }],
      });
      document.text += text;
    },
    hover: async (offset) =>
      codeIn(
        (
          await wire.request<{ contents: { value: string } } | null>(
            'textDocument/hover',
            at(offset),
          )
        )?.contents.value ?? '',
      ),
    signature: async (offset) =>
      lspSignature(await wire.request('textDocument/signatureHelp', at(offset))),
    diagnostics: async () =>
      (
        await wire.request<{ items: readonly { message: string }[] }>('textDocument/diagnostic', {
          textDocument: textDocument(),
        })
      ).items.map(({ message }) => message),
    completion: async (offset) =>
      (
        await wire.request<{ items?: readonly unknown[] } | null>('textDocument/completion', {
          ...at(offset),
          context: { triggerKind: 1 },
        })
      )?.items?.length ?? 0,
    close: wire.close,
  };
};

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** The language server of a compiler, for the project in a folder. */
export const languageServer = async (
  compiler: Compiler,
  folder: string,
  preferences: Json = {},
): Promise<LanguageServer> => {
  const at = resolve(MODULES, compiler);
  return compiler === 'ts7' ? lsp(folder, at) : tsserver(folder, at, preferences);
};
