import { type Repository, repositoryName } from './address';
import type { FetchedEncoder } from './fetch-encoder';
import { ZOOBOT_ENCODERS, ZOOBOT_LICENCE } from './zoobot';

/** The card's entries for an encoder from the Hub; the licence only where it is known. */
export interface HubIdentity {
  readonly id: string;
  readonly name: string;
  readonly licence?: string;
  readonly source: string;
}

/** Names and identifier of a model: for Zoobot's models the names in their list, for others those of the repository. */
export function hubIdentity(repository: Repository, fetched: FetchedEncoder): HubIdentity {
  const full = repositoryName(repository);
  const zoobot = ZOOBOT_ENCODERS.find((known) => repositoryName(known.repository) === full);
  const licence = fetched.licence ?? (zoobot ? ZOOBOT_LICENCE : undefined);
  const id = repository.name
    .toLowerCase()
    .replace(/^zoobot-encoder-/, 'zoobot-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  const source = fetched.checked ? fetched.source : `${fetched.source}, as it was found on this machine`;
  return {
    id: id === '' ? 'encoder' : id,
    name: zoobot ? `Zoobot ${zoobot.name}` : full,
    ...(licence === undefined ? {} : { licence }),
    source,
  };
}
