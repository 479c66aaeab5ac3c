import type { Random } from './random';

/** An input that mutants are made of: a real file, or one that the project's own writers have made. */
export interface Seed {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  read(): Uint8Array;
}

/** A damaged input. */
export interface Mutant {
  /** It is made of: the same number gives the same mutant. */
  readonly seed: number;
  /** The input that it was made of. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bytes that the outcome of a read holds by right, such as the pixels of a picture; nothing where it is about as large as the file. */
export type Held = number | void;

/** Runs one read of a mutant, however it likes to measure it. What the read throws is a defect. */
export type Step = (what: string, read: () => Held | Promise<Held>) => Promise<void>;

/** Something that Morphoscope reads from others, and how it is damaged. */
export interface Format {
  readonly name: string;
  /** How many mutants a full run reads. */
  readonly count: number;
  /** What mutants are made of; none where the shared data that it needs is not there. */
  seeds(): readonly Seed[] | Promise<readonly Seed[]>;
  /**
   * Damages a copy of an input.
   * @param another another input of this format, to splice from
   */
  damage(bytes: Uint8Array, random: Random, another: () => Uint8Array): Uint8Array;
  /**
   * Does with a mutant all that the product would do with it. Typed errors with file and reason are right answers.
   * @throws anything else that is thrown on the way, or an AssertionError where a result is wrong
   */
  read(mutant: Mutant, step: Step): Promise<void>;
  /** Ends what reading has started. */
  end?(): Promise<void>;
}
