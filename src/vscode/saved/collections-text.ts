import * as v from 'valibot';
// By its file: the room's index would load native libraries.
import { leadsOut } from '../../collection/leads-out';
import { namesTo } from '../../files/json-names';

/** The file of a folder's collections: text, a cutout a line, so that version control shows what has changed. */
export const COLLECTIONS_FILE = 'galaxy-collections.json';
const VERSION = 1;

const FileSchema = v.object({
  version: v.literal(VERSION),
  collections: namesTo(v.unknown()),
});
const NamesSchema = v.array(v.string());

/** Names of cutouts by the collection's name. */
export type ByName = ReadonlyMap<string, readonly string[]>;

/** @throws Error where the text is none of ours, with what to do */
export function parseCollections(text: string): ByName {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${COLLECTIONS_FILE} is no JSON (${(error as Error).message}): mend it or take it away.`, {
      cause: error,
    });
  }
  const parsed = v.safeParse(FileSchema, json);
  if (!parsed.success) {
    const at = v.getDotPath(parsed.issues[0]) ?? 'its top';
    throw new Error(`${COLLECTIONS_FILE}: ${parsed.issues[0].message} at ${at}. Mend it or take it away.`);
  }
  const collections = new Map<string, readonly string[]>();
  for (const [name, value] of parsed.output.collections) {
    const names = v.safeParse(NamesSchema, value);
    if (!names.success) throw new Error(`${COLLECTIONS_FILE}: “${name}” is no list of texts. Mend it or take it away.`);
    const out = names.output.find((one) => leadsOut(one));
    if (out !== undefined) {
      throw new Error(`${COLLECTIONS_FILE}: “${name}” names ${out}, which is not in the folder. Take that line out.`);
    }
    collections.set(name, names.output);
  }
  return collections;
}

export function collectionsText(collections: ByName): string {
  return `${JSON.stringify({ version: VERSION, collections: Object.fromEntries(collections) }, null, 2)}\n`;
}
