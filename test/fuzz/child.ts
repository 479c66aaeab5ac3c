import { formatOf } from './formats';
import { judge } from './judge';
import { Mutants } from './mutants';

/** What a child tells of a mutant once it has been read. */
export interface Told {
  readonly seed: number;
  readonly name: string;
  readonly failures: readonly string[];
}

// A process that reads the mutants of the format that it is told, one after the other, as it is asked for them.
const format = formatOf(process.argv[2]);
const mutants = Mutants.of(format);

process.on('message', (seed: number) => void answer(seed));

async function answer(seed: number): Promise<void> {
  const mutant = (await mutants).make(seed);
  const { failures } = await judge(format, mutant, { measuring: true });
  process.send?.({ seed, name: mutant.name, failures } satisfies Told);
}

process.on('disconnect', () => void Promise.resolve(format.end?.()).finally(() => process.exit()));
