#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { exportCommand } from './cli/export';
import { indexCommand } from './cli/index';
import { inspectCommand } from './cli/inspect';
import { similarCommand } from './cli/similar';

/** `morphoscope`: the engine from a terminal. Exit code 0 when all was well, 1 for failures named on stderr. */
async function main(): Promise<void> {
  const program = new Command('morphoscope')
    .description('Explore galaxies: similar cutouts, from a terminal.')
    .version(process.env.MORPHOSCOPE_VERSION ?? '')
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

void main();
