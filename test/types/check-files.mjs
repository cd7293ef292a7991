/**
 * node check-files.mjs COMPILER CONFIG: the errors in the files that a configuration names, printed as tsc prints them.
 * What they import is read, but checked only as far as they need it; tsc would check all of the library every time.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const [, , compiler, config] = process.argv;
const ts = createRequire(import.meta.url)(compiler);
const { config: json, error } = ts.readConfigFile(config, ts.sys.readFile);
const parsed = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config));
const program = ts.createProgram(parsed.fileNames, parsed.options);
const roots = parsed.fileNames.map((name) => program.getSourceFile(name));
const problems = [
  ...(error === undefined ? [] : [error]),
  ...parsed.errors,
  ...program.getOptionsDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...roots.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]),
];
process.stdout.write(
  ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(problems), {
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  }),
);
