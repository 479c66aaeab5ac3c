#!/usr/bin/env node
import fs from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { exportCommand } from './cli/export';
import { indexCommand } from './cli/index';
import { inspectCommand } from './cli/inspect';
import { similarCommand } from './cli/similar';

/** `morphoscope`: the engine from a terminal. Exit code 0 when all was well, 1 for failures named on stderr. */
async function main(): Promise<void> {
  const program = new Command('morphoscope')
    .description('Explore galaxies: similar cutouts, from a terminal.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(--help shows how to use it)');
  for (const command of [indexCommand(), similarCommand(), exportCommand(), inspectCommand()]) {
    program.addCommand(command.exitOverride().showHelpAfterError('(--help shows how to use it)'));
  }
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what was wrong with the words; help and version are no errors.
      process.exitCode = error.exitCode === 0 ? 0 : 1;
      return;
    }
    process.stderr.write(`morphoscope: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

/** Of the package that the bundles lie in. */
function version(): string {
  const file = path.join(__dirname, '..', 'package.json');
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}

void main();
