import fs from 'node:fs/promises';
import * as v from 'valibot';
import { readRegular } from '../files';

const NoteSchema = v.object({ address: v.string(), etag: v.nullable(v.string()) });

/** A file that has come in part, and what it is a part of: `<target>.part`, and a note beside it. */
export class PartFile {
  readonly path: string;
  private readonly note: string;

  constructor(target: string) {
    this.path = `${target}.part`;
    this.note = `${target}.part.json`;
  }

  /** How much of `address` is there, in bytes, and of which version; 0 where it cannot be gone on with. */
  async begun(address: string): Promise<{ length: number; etag: string | null }> {
    const none = { length: 0, etag: null };
    const [stat, text] = await Promise.all([
      fs.stat(this.path).catch(() => undefined), // nothing has come
      readRegular(this.note).then(String, () => ''), // nor been noted
    ]);
    if (!stat?.isFile() || text === '') return none;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return none; // written by halves: it is begun anew
    }
    const note = v.safeParse(NoteSchema, json);
    return note.success && note.output.address === address ? { length: stat.size, etag: note.output.etag } : none;
  }

  /** A file to write to from its end, or from the beginning of another version. */
  async open(address: string, etag: string | null, append: boolean): Promise<fs.FileHandle> {
    if (!append) {
      // Reading from something that is no regular file, such as a FIFO, could wait for ever.
      await this.remove();
      await fs.writeFile(this.note, JSON.stringify({ address, etag }));
    }
    return fs.open(this.path, append ? 'a' : 'w');
  }

  /** It is whole: gives it its name. */
  async finish(target: string): Promise<void> {
    await fs.rename(this.path, target);
    await fs.rm(this.note, { force: true });
  }

  async remove(): Promise<void> {
    await Promise.all([this.path, this.note].map((file) => fs.rm(file, { force: true })));
  }
}
