import type { ModelCard } from '../../../encoder';
import type { Model } from '../../../onnx';
import type { Control } from '../control';
import type { FinetuneOptions } from '../options';
import type { EpochPoint } from '../report/report';
import type { RunMemory } from '../run-memory';
import type { EncoderBlock } from './blocks';

/** What is told after every step, so that a person sees the training go on. */
export interface StepNews {
  readonly name: string;
  /** Share of this fit, 0 to 1, if it goes to its last epoch. */
  readonly done: number;
  /** Galaxies a second. */
  readonly rate: number;
  readonly epoch?: EpochPoint;
}

export interface NetworkOptions {
  readonly options: FinetuneOptions;
  readonly encoder: Model;
  readonly card: ModelCard;
  /** Blocks that are trained, the one next to the output last; none trains a head with hidden units alone. */
  readonly blocks: readonly EncoderBlock[];
  /** Blocks between the input and the output in all, by which rates decay. */
  readonly allBlocks: readonly EncoderBlock[];
  /** Starts from random weights instead of the encoder's, the head too. */
  readonly scratch?: boolean;
  readonly threads: number;
  readonly control: Control;
  /** What is finished and where it stands is kept in it, if there is one. */
  readonly memory: RunMemory | undefined;
  readonly onStep: (news: StepNews) => void;
}
