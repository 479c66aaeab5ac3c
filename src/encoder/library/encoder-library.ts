import type { Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../bundled';
import { sweepTemporaries, temporaryName } from '../../files';
import { type ModelCard, readEncoder } from '../card';
import { EncoderError } from '../errors';
import { readDefault, writeDefault } from './default-choice';

/** An encoder that can be named by its id. */
export interface KnownEncoder {
  readonly id: string;
  /** Holds its card and its ONNX file. */
  readonly folder: string;
  /** It came with Morphoscope, and stays. */
  readonly bundled: boolean;
  readonly card?: ModelCard;
  /** Why it cannot be used; then there is no card. */
  readonly problem?: string;
}

/** The bundled encoders, and those that a person has added: a folder each, named by its id, with a card and an ONNX file. */
export class EncoderLibrary {
  private swept?: Promise<unknown>;

  /**
   * @param added folder of the added ones; it need not be there.
   * @param bundled folder of the bundled ones.
   */
  constructor(
    readonly added: string,
    private readonly bundled: string,
  ) {}

  /** The bundled first, then the added by their ids; those whose card cannot be read too, with what is wrong. */
  async list(): Promise<KnownEncoder[]> {
    // Once: what killed processes left behind is no encoder, but may be large.
    await (this.swept ??= sweepLibrary(this.added));
    const [bundled, added] = await Promise.all([this.bundled, this.added].map(foldersIn));
    return Promise.all([
      ...bundled.map((id) => known(id, path.join(this.bundled, id), true)),
      ...added.filter((id) => !bundled.includes(id)).map((id) => known(id, path.join(this.added, id), false)),
    ]);
  }

  async find(id: string): Promise<KnownEncoder | undefined> {
    return (await this.list()).find((encoder) => encoder.id === id);
  }

  /** @throws EncoderError where there is none of this id, or its card is wrong. */
  async require(id: string): Promise<KnownEncoder & { card: ModelCard }> {
    const found = await this.find(id);
    if (!found) {
      const names = (await this.list()).map((encoder) => encoder.id).join(', ');
      throw new EncoderError(id, `no such encoder (there are ${names})`);
    }
    if (!found.card) throw new EncoderError(path.join(found.folder, 'card.json'), found.problem ?? 'it has no card');
    return { ...found, card: found.card };
  }

  /**
   * Id of the encoder to use where none is named: the chosen one while it exists, else the bundled one.
   * @throws EncoderError
   */
  async defaultId(): Promise<string> {
    const chosen = await readDefault(this.added);
    return chosen !== undefined && (await this.find(chosen)) ? chosen : BUNDLED_ENCODER;
  }

  /** @throws EncoderError where there is none of this id that can be used. */
  async setDefault(id: string): Promise<void> {
    await this.require(id);
    try {
      await writeDefault(this.added, id === BUNDLED_ENCODER ? undefined : id);
    } catch (error) {
      throw EncoderError.ofLibrary(this.added, error);
    }
  }

  /**
   * Takes an added encoder away; indexes that were made with it stay where they are.
   * @throws EncoderError of a bundled one, and where there is none of this id.
   */
  async remove(id: string): Promise<void> {
    const found = await this.find(id);
    if (!found) throw new EncoderError(id, 'no such encoder');
    if (found.bundled) throw new EncoderError(id, 'it came with Morphoscope and cannot be removed');
    // First out of the list, in one step: what is left of a removal that was interrupted is no encoder.
    const aside = path.join(this.added, temporaryName());
    try {
      await fs.rename(found.folder, aside);
    } catch (error) {
      throw EncoderError.ofLibrary(this.added, error);
    }
    const chosen = await readDefault(this.added).catch(() => id); // a file that cannot be read chooses nothing
    if (chosen === id) await writeDefault(this.added, undefined);
    await fs.rm(aside, { recursive: true, force: true });
  }
}

/** Names that version 0.1 gave to folders while it wrote or removed them. */
const LEFTOVER_0_1 =
  /^\.(?:adding-[A-Za-z0-9]{6}|removed-.+-\d+-\d+|default\.json-\d+-\d+|.+\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.partial)$/;

/** Deletes what killed processes were adding to a library, or taking away from it. */
export async function sweepLibrary(added: string): Promise<void> {
  await sweepTemporaries(added, (name) => LEFTOVER_0_1.test(name));
}

async function known(id: string, folder: string, bundled: boolean): Promise<KnownEncoder> {
  try {
    const { card } = await readEncoder(folder);
    if (card.id !== id) return { id, folder, bundled, problem: `its card has the id ${card.id}, its folder ${id}` };
    return { id, folder, bundled, card };
  } catch (error) {
    if (!(error instanceof EncoderError)) throw error;
    return { id, folder, bundled, problem: error.reason };
  }
}

/** Names of the folders in a folder, in order, without what is hidden; none where it is not there. */
async function foldersIn(folder: string): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await fs.readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new EncoderError(folder, `the encoders in it cannot be listed (${(error as Error).message})`, {
      cause: error,
    });
  }
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}
