import { allowed, memoryOf } from './memory';
import { Mutants } from './mutants';
import { readEverything } from './read-everything';

/** What a child tells of a mutant once it has been read. */
export interface Told {
  readonly seed: number;
  readonly file: string;
  readonly failures: readonly string[];
}

/** A read that takes longer, in milliseconds of a core, counts as a hang. */
const TOO_LONG = 2000;

const mutants = new Mutants(process.argv[2]);

process.on('message', (seed: number) => {
  const mutant = mutants.make(seed);
  const failures: string[] = [];
  const limit = allowed(mutant.bytes.length);
  const from = process.cpuUsage();
  try {
    readEverything(mutant, (what, read) => {
      const bytes = memoryOf(read);
      if (bytes > limit) failures.push(`${what}: ${mib(bytes)} MiB for a file of ${mib(mutant.bytes.length)}`);
    });
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const { user } = process.cpuUsage(from);
  if (user / 1000 > TOO_LONG) failures.push(`${(user / 1e6).toFixed(1)} s of a core`);
  process.send?.({ seed, file: mutant.file, failures } satisfies Told);
});

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

process.on('disconnect', () => process.exit());
