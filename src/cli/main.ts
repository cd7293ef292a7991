#!/usr/bin/env node
/** The program `typegrad`. */
import { nodeEnvironment } from './environment.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), nodeEnvironment());
