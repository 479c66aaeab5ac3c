import * as v from 'valibot';
import { apiAddress, type Repository } from './address';
import type { Expected } from './checked-file';
import { HubError } from './errors';
import { type Network, requestJson } from './request';

/** What the Hub says of a repository: huggingface_hub's `model_info` and `list_repo_tree`. */
export interface RepositoryInfo {
  /** Its last commit: files of one revision belong together. */
  readonly revision: string;
  readonly licence?: string;
  /** Files at its top, by name. */
  readonly files: ReadonlyMap<string, Expected>;
}

const hexadecimal = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0));

const ModelSchema = v.object({
  sha: hexadecimal(40),
  cardData: v.optional(v.nullable(v.object({ license: v.optional(v.union([v.string(), v.array(v.string())])) }))),
});

const TreeSchema = v.array(
  v.object({
    type: v.string(),
    path: v.string(),
    size: v.optional(bytes),
    oid: v.optional(v.string()),
    lfs: v.optional(v.nullable(v.object({ oid: v.pipe(v.string(), v.transform(bare), hexadecimal(64)), size: bytes }))),
  }),
);

/** The Hub has written digests with and without the name of their algorithm. */
function bare(oid: string): string {
  return oid.replace(/^sha256:/, '');
}

/** @throws HubError, AbortError */
export async function describeRepository(
  endpoint: string,
  repository: Repository,
  network: Network,
): Promise<RepositoryInfo> {
  const model = await read(apiAddress(endpoint, repository), ModelSchema, network);
  const tree = await read(apiAddress(endpoint, repository, model.sha), TreeSchema, network);
  const licence = model.cardData?.license;
  const files = tree
    .filter(({ type }) => type === 'file')
    .map(({ path, size, oid, lfs }): [string, Expected] => [
      path,
      // A file in LFS has as its blob the pointer to it.
      lfs ? { size: lfs.size, sha256: lfs.oid } : { size, blob: oid && /^[0-9a-f]{40}$/.test(oid) ? oid : undefined },
    ]);
  return {
    revision: model.sha,
    ...(licence === undefined ? {} : { licence: [licence].flat().join(', ') }),
    files: new Map(files),
  };
}

async function read<S extends v.GenericSchema>(
  address: string,
  schema: S,
  network: Network,
): Promise<v.InferOutput<S>> {
  const result = v.safeParse(schema, await requestJson(address, network));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new HubError(address, `the answer is not the Hub's: ${v.getDotPath(issue) ?? ''} ${issue.message}`, 'wrong');
}
