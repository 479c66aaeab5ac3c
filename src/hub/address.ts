import { HubError } from './errors';

export const HUB = 'https://huggingface.co';

/** A model repository of the Hub. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** As the Hub allows them: letters, digits, dots, dashes and underscores, and no `--` or `..`. */
const PART = '[A-Za-z0-9_][A-Za-z0-9._-]{0,95}';
const REPOSITORY = new RegExp(`^(${PART})/(${PART})$`);

/**
 * The repository that a text names: `owner/name`, timm's `hf_hub:owner/name` or `hf-hub:owner/name`, or the address of
 * its page. Undefined where it is none of these.
 */
export function repositoryOf(text: string, endpoint = HUB): Repository | undefined {
  const given = text.trim();
  const bare = [`${endpoint}/`, `${HUB}/`, 'hf_hub:', 'hf-hub:'].reduce(
    (rest, prefix) => (rest.startsWith(prefix) ? rest.slice(prefix.length) : rest),
    given,
  );
  const [, owner, name] = REPOSITORY.exec(bare.replace(/\/(tree\/main\/?)?$/, '')) ?? [];
  if (!owner || !name || [owner, name].some((part) => /--|\.\./.test(part))) return undefined;
  return { owner, name };
}

export const repositoryName = ({ owner, name }: Repository) => `${owner}/${name}`;

/** The Hub's address, without a slash at its end. @throws HubError where it is not the address of a web server. */
export function endpointOf(text: string | undefined): string {
  const given = text?.trim();
  if (!given) return HUB;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new HubError(
      given,
      'the address of the Hub must be an http or https one, without a name or a query',
      'wrong',
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** Where the Hub has a file of a repository (huggingface_hub's HUGGINGFACE_CO_URL_TEMPLATE). */
export function fileAddress(endpoint: string, repository: Repository, file: string, revision = 'main'): string {
  return `${endpoint}/${repositoryName(repository)}/resolve/${encodeURIComponent(revision)}/${encodeURIComponent(file)}`;
}

/** Where the Hub says what a repository is, and with `tree` which files it has. */
export function apiAddress(endpoint: string, repository: Repository, tree?: string): string {
  const model = `${endpoint}/api/models/${repositoryName(repository)}`;
  return tree === undefined ? model : `${model}/tree/${encodeURIComponent(tree)}`;
}
