import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';

/** What a server does with one request instead of answering it well. */
export type Mischief =
  | { readonly status: number; readonly headers?: Record<string, string> }
  /** Cuts the connection after so many bytes of the body. */
  | { readonly cutAfter: number }
  /** Sends nothing more after so many bytes. */
  | { readonly stallAfter: number }
  /** Sends all of it, whatever part was asked for. */
  | 'ignores ranges'
  /** Sends other bytes, as many. */
  | 'other bytes'
  /** Sends a byte more. */
  | 'too long';

export interface Asked {
  readonly path: string;
  readonly range?: string;
  readonly ifRange?: string;
  readonly authorization?: string;
}

export interface HubServerOptions {
  /** A token without which nothing but what the CDN has is given. */
  readonly token?: string;
  /** Address of another server that has the large files. */
  readonly cdn?: string;
}

const REVISION = '7d3a0bac2e4df49d83ebad08f34c1615b97b8756';

/**
 * A server with the Hub's paths, on this machine: what a repository is, its files with sizes and digests, and the files
 * themselves, the large ones by way of another address, as the Hub sends to its CDN.
 */
export class HubServer {
  readonly asked: Asked[] = [];
  private readonly repositories = new Map<string, { files: Record<string, Uint8Array>; licence?: string }>();
  private readonly mischief = new Map<string, Mischief[]>();

  private constructor(
    private readonly server: http.Server,
    readonly address: string,
    private readonly options: HubServerOptions,
  ) {}

  static async start(options: HubServerOptions = {}): Promise<HubServer> {
    const server = http.createServer((request, response) => hub.answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
    const hub: HubServer = new HubServer(server, address, options);
    return hub;
  }

  /** Files that end in .json or .md are Git's; all others are in LFS. */
  add(repository: string, files: Record<string, Uint8Array | string>, licence?: string): void {
    const bytes = Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]);
    this.repositories.set(repository, { files: Object.fromEntries(bytes) as Record<string, Uint8Array>, licence });
  }

  /** Does these things, one a request, with what is asked for under a path that ends so; then answers well. */
  misbehave(end: string, ...mischief: Mischief[]): void {
    this.mischief.set(end, mischief);
  }

  /** Requests whose path ends so. */
  askedFor(end: string): Asked[] {
    return this.asked.filter(({ path }) => path.endsWith(end));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = new URL(request.url!, this.address).pathname;
    const { range, 'if-range': ifRange, authorization } = request.headers;
    this.asked.push({ path, range, ifRange: ifRange as string | undefined, authorization });
    const [, waiting] = [...this.mischief].find(([end]) => path.endsWith(end)) ?? [];
    const does = waiting?.shift();
    if (typeof does === 'object' && 'status' in does) {
      response.writeHead(does.status, does.headers).end();
      return;
    }
    const { token, cdn = '' } = this.options;
    if (token !== undefined && !path.startsWith('/cdn/') && authorization !== `Bearer ${token}`) {
      return void response.writeHead(authorization === undefined ? 401 : 403, { 'x-error-code': 'GatedRepo' }).end();
    }
    const [, repository, rest] = /^(?:\/api\/models|\/cdn)?\/([^/]+\/[^/]+)(.*)$/.exec(path) ?? [];
    const found = this.repositories.get(repository);
    // The Hub does not say which repositories are private.
    if (!found) return void response.writeHead(401, { 'x-error-code': 'RepoNotFound' }).end();
    if (path.startsWith('/api/')) return this.describe(response, found, rest);
    const name = decodeURIComponent(rest.split('/').at(-1)!);
    const bytes = found.files[name];
    if (!bytes) return void response.writeHead(404).end();
    if (!path.startsWith('/cdn/')) {
      const revision = rest.split('/')[2];
      if (revision !== REVISION && revision !== 'main') return void response.writeHead(404).end();
      if (inLfs(name)) return void response.writeHead(302, { location: `${cdn}/cdn/${repository}/${name}` }).end();
    }
    send(response, bytes, { range, ifRange: ifRange as string | undefined }, does);
  }

  private describe(
    response: http.ServerResponse,
    { files, licence }: { files: Record<string, Uint8Array>; licence?: string },
    rest: string,
  ): void {
    const json = rest.startsWith('/tree/')
      ? Object.entries(files).map(([path, bytes]) => ({
          type: 'file',
          path,
          size: bytes.length,
          oid: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
          ...(inLfs(path) ? { lfs: { oid: digest(bytes), size: bytes.length, pointerSize: 134 } } : {}),
        }))
      : { id: 'owner/name', sha: REVISION, cardData: licence === undefined ? {} : { license: licence } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  }
}

/** Answers with bytes, or a part of them, or does something else. */
export function send(
  response: http.ServerResponse,
  bytes: Uint8Array,
  { range, ifRange }: { range?: string; ifRange?: string },
  does: Mischief | undefined,
): void {
  const etag = `"${digest(bytes).slice(0, 32)}"`;
  const [, start] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
  const from = start !== undefined && does !== 'ignores ranges' && (ifRange === undefined || ifRange === etag) ? Number(start) : 0; // prettier-ignore
  if (from > 0 && from >= bytes.length) return void response.writeHead(416).end();
  let body = Buffer.from(bytes.subarray(from));
  if (does === 'other bytes') body = Buffer.from(body.map((byte) => byte ^ 1));
  if (does === 'too long') body = Buffer.concat([body, Buffer.from('x')]);
  const part = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': body.length, ...part });
  if (typeof does !== 'object') return void response.end(body);
  if ('cutAfter' in does) {
    // What has not been read yet when a connection breaks is lost: a moment for the other side.
    response.write(body.subarray(0, does.cutAfter), () => setTimeout(() => response.destroy(), 20));
  }
  if ('stallAfter' in does) response.write(body.subarray(0, does.stallAfter));
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const inLfs = (name: string) => !/\.(json|md)$/.test(name);
