#!/usr/bin/env node
import fs from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { anomaliesCommand } from './cli/anomalies';
import { checkCommand } from './cli/check';
import { cudaCommand } from './cli/cuda';
import { duplicatesCommand } from './cli/duplicates';
import { encodersCommand } from './cli/encoders';
import { exportCommand } from './cli/export';
import { finetuneCommand } from './cli/finetune';
import { indexCommand } from './cli/index';
import { inspectCommand } from './cli/inspect';
import { predictCommand } from './cli/predict';
import { probeCommand } from './cli/probe';
import { qualityCommand } from './cli/quality';
import { similarCommand } from './cli/similar';

/** `morphoscope`: the engine from a terminal. Exit code 0 when all was well, 1 for failures named on stderr. */
async function main(): Promise<void> {
  // `| head` has seen enough: no failure, and nobody is left to tell it to.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const program = new Command('morphoscope')
    .description('Explore galaxies: similar and interesting ones, from a terminal.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(--help shows how to use it)');
  const commands = [
    indexCommand(),
    checkCommand(),
    similarCommand(),
    anomaliesCommand(),
    duplicatesCommand(),
    exportCommand(),
    inspectCommand(),
    qualityCommand(),
    finetuneCommand(),
    predictCommand(),
    probeCommand(),
    encodersCommand(),
    cudaCommand(),
  ];
  for (const command of commands) {
    for (const one of [command, ...command.commands])
      one.exitOverride().showHelpAfterError('(--help shows how to use it)');
    program.addCommand(command);
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
