import type { Format, Mutant, Seed } from './format';
import { Random } from './random';

/** Larger inputs are taken seldom: they teach no more, and take longer. */
const LARGE = 300_000;
/** Inputs that are kept in memory. */
const HELD = 200;

/** The mutants of a format, each by its seed. */
export class Mutants {
  private readonly held = new Map<Seed, Uint8Array>();

  private constructor(
    private readonly format: Format,
    private readonly seeds: readonly Seed[],
  ) {}

  /** @param largest inputs of more bytes are left out */
  static async of(format: Format, largest = Infinity): Promise<Mutants> {
    const seeds = await format.seeds();
    return new Mutants(format, seeds.filter(({ size }) => size <= largest)); // prettier-ignore
  }

  /** How many inputs there are to be damaged. */
  get inputs(): number {
    return this.seeds.length;
  }

  make(seed: number): Mutant {
    const random = new Random(seed);
    const chosen = this.choose(random);
    const another = () => this.read(this.choose(random));
    return { seed, name: chosen.name, bytes: this.format.damage(this.read(chosen), random, another) };
  }

  private choose(random: Random): Seed {
    let chosen = random.of(this.seeds);
    for (let again = 0; again < 3 && chosen.size > LARGE; again++) chosen = random.of(this.seeds);
    return chosen;
  }

  private read(seed: Seed): Uint8Array {
    const bytes = this.held.get(seed) ?? seed.read();
    if (this.held.size < HELD) this.held.set(seed, bytes);
    return bytes;
  }
}
