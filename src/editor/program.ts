/** What a listing asks of a compiler: the syntax of one file and the types in it, whichever compiler it is. */

/** An error as the compiler says it; positions count UTF-16 units from 0. */
export interface CompilerError {
  readonly start: number;
  readonly end: number;
  readonly code: number;
  /** the message and the lines that explain it */
  readonly lines: readonly string[];
}

/** A call: what is called, and with what. */
export interface Call<N> {
  readonly callee: N;
  readonly args: readonly N[];
}

/** What a name is declared as, with its first value. */
export interface Declared<N> {
  readonly name: N;
  readonly value: N | undefined;
}

/** One file of a program; N are its nodes, T its types. */
export interface Program<N, T> {
  readonly root: N;
  readonly text: string;
  readonly children: (node: N) => readonly N[];
  readonly start: (node: N) => number;
  readonly end: (node: N) => number;
  readonly call: (node: N) => Call<N> | undefined;
  /** a constant, also one that a pattern takes out of a value */
  readonly constant: (node: N) => Declared<N> | undefined;
  readonly isIdentifier: (node: N) => boolean;
  readonly isText: (node: N) => boolean;
  readonly typeAt: (node: N) => T | undefined;
  /** the types of a call's parameters, as resolved for its arguments */
  readonly parameters: (call: N, count: number) => readonly T[];
  readonly show: (type: T) => string;
  readonly members: (type: T) => readonly (readonly [name: string, type: T])[];
  readonly typeArguments: (type: T) => readonly T[];
  /** the types that an intersection joins */
  readonly joined: (type: T) => readonly T[];
  readonly errors: () => readonly CompilerError[];
  /** the same file with another text */
  readonly with: (text: string) => Program<N, T>;
}

/** What is done with a program, for all nodes and types. */
export type Reader<R> = <N, T>(program: Program<N, T>) => R;

/** A compiler with a project: opens a file, reads it, and closes what it has opened. */
export interface Compiler {
  readonly version: string;
  readonly read: <R>(file: string, reader: Reader<R>) => R;
}

/** The configuration of a project for one of its files: what the project says, nothing written. */
export const configurationOf = (project: string | undefined, file: string): object => ({
  ...(project === undefined ? {} : { extends: project }),
  compilerOptions: {
    ...(project === undefined
      ? { strict: true, module: 'nodenext', target: 'es2022', skipLibCheck: true }
      : {}),
    noEmit: true,
    composite: false,
    incremental: false,
  },
  files: [file],
  include: [],
});
