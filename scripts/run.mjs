// Starts the programs that the scripts are made of: from the repository root, with a failure told in one line.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs a program to its end and returns its exit code, its output on the terminal.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  const child = spawn(command, argumentsOf(command, args), {
    cwd: root,
    stdio: 'inherit',
    ...onThisPlatform(command),
    ...options,
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs a program to its end and returns its exit code; its output comes on the terminal in one piece when it has ended,
 * so that several can run at a time.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function runAndShow(command, args, options = {}) {
  const child = spawn(command, argumentsOf(command, args), {
    cwd: root,
    ...onThisPlatform(command),
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs a program with its output kept back, and returns its standard output; throws with the one line of its
 * output that says most where it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<string>}
 */
export async function runQuietly(command, args, options = {}) {
  const child = spawn(command, argumentsOf(command, args), {
    cwd: root,
    ...onThisPlatform(command),
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return stdout;
  const lines = (stderr.trim() || stdout.trim()).split('\n').filter((line) => !/^npm (warn|error)?\s*$/.test(line));
  const telling = lines.find((line) => /error|^E:/i.test(line)) ?? lines.at(-1) ?? `exit code ${code}`;
  throw new Error(`${path.basename(command)} ${args[0]}: ${telling.trim()}`);
}

/** npm and its kin are .cmd files on Windows, which only a shell can start. */
function onThisPlatform(command, platform = process.platform) {
  return { shell: platform === 'win32' && /^(npm|npx|code)$/.test(command) };
}

/** Arguments as the program gets them: Windows' shell takes one with spaces apart unless it is quoted, and node does not quote for it. */
export function argumentsOf(command, args, platform = process.platform) {
  if (!onThisPlatform(command, platform).shell) return args;
  return args.map((arg) => (/^[\w:/\\.=@,+-]+$/.test(arg) ? arg : `"${arg.replaceAll('"', '\\"')}"`));
}

/** Whether the module at `url` (its import.meta.url) is the one that node was started with. */
export const isMain = (url) => process.argv[1] !== undefined && fileURLToPath(url) === path.resolve(process.argv[1]);
