import * as v from 'valibot';
import { CardSchema } from '../card';

const said = (what: string) => v.pipe(v.string(), v.trim(), v.nonEmpty(`${what} is empty`), v.maxLength(2000));

/** What a card says of an encoder that no file of its own does: what it is called, and what may be done with it. */
export const IdentitySchema = v.object({
  id: CardSchema.entries.id,
  name: said('the name'),
  licence: said('the licence'),
  source: said('the source'),
  description: v.optional(v.string()),
});

export type EncoderIdentity = v.InferOutput<typeof IdentitySchema>;

/** The id that a name suggests: what a card allows of it, "encoder" where nothing is left. */
export function idFrom(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 64);
  return id === '' ? 'encoder' : id;
}

/** Why a text is no id; undefined where it is one. */
export function wrongId(text: string): string | undefined {
  const read = v.safeParse(IdentitySchema.entries.id, text);
  return read.success ? undefined : read.issues[0].message;
}
