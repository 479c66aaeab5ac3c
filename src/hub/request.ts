import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from './errors';
import type { Token } from './token';

/** Settings that the requests of a download share. */
export interface Network {
  /** The global one, or one that knows of proxies. */
  readonly fetch: typeof globalThis.fetch;
  /** For repositories that are not everybody's. */
  readonly token?: Token;
  readonly signal?: AbortSignal;
  /** Milliseconds: the first wait before a request is made again, doubled each time; 1000 unless said. */
  readonly patience?: number;
  /** Milliseconds without a byte after which a connection counts as cut; 60,000 unless said. */
  readonly stall?: number;
}

/** How often a request is repeated that brings no bytes. */
export const TRIES = 5;
const LONGEST_WAIT_MS = 60_000;

/** An answer that another try may better, and when, if the server has said it. */
export class TryAgain extends Error {
  constructor(
    message: string,
    readonly afterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One request. @throws HubError where there is no point in another, TryAgain where there is; AbortError */
export async function request(
  address: string,
  network: Network,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { signal, token } = network;
  let response: Response;
  try {
    // As they are: a length and a part of a compressed file would be those of another file.
    response = await follow(address, network, { 'Accept-Encoding': 'identity', ...headers });
  } catch (error) {
    if (error instanceof HubError) throw error;
    signal?.throwIfAborted();
    const cause = causeOf(error);
    if (cause.passing) throw new TryAgain(`the connection was lost (${cause.text})`, undefined, { cause: error });
    throw new HubError(address, `the server cannot be reached (${cause.text})`, 'unreachable', { cause: error });
  }
  if (address.startsWith('https:') && response.url.startsWith('http:')) {
    await response.body?.cancel();
    throw unencrypted(address, response.url);
  }
  const { status } = response;
  if (response.ok || status === 416) return response;
  await response.body?.cancel();
  if (status === 429 || status === 408 || status >= 500) {
    const what = status === 429 ? 'the server asks for patience (429)' : `the server answers ${status}`;
    throw new TryAgain(what, retryAfter(response.headers.get('retry-after')));
  }
  if (status === 401 || status === 403)
    throw new HubError(address, forbidden(status, token !== undefined), 'forbidden');
  const reason = status === 404 ? 'there is no such file or repository (404)' : `the server answers ${status}`;
  throw new HubError(address, reason, 'refused');
}

/** The most redirects that are followed. */
const REDIRECTS_MAX = 8;

/**
 * Where a token goes along, redirects are followed here: the servers of files are others than the Hub, and must not see it, whatever
 * `fetch` does with headers.
 * @throws HubError; what `fetch` throws
 */
async function follow(
  address: string,
  { fetch, signal, token }: Network,
  headers: Record<string, string>,
): Promise<Response> {
  if (!token) return fetch(address, { headers, signal });
  let at = address;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const own: Record<string, string> =
      new URL(at).origin === token.origin ? { Authorization: `Bearer ${token.value}` } : {};
    const response = await fetch(at, { headers: { ...headers, ...own }, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, at) ? new URL(location, at) : undefined;
    if (!next || !/^https?:$/.test(next.protocol))
      throw new HubError(address, 'it leads to no address of the web', 'refused');
    if (at.startsWith('https:') && next.protocol === 'http:') throw unencrypted(address, next.href);
    at = next.href;
  }
  throw new HubError(address, `it leads to more than ${REDIRECTS_MAX} other addresses`, 'refused');
}

const unencrypted = (address: string, to: string) =>
  new HubError(address, `it leads to an address without encryption, ${to}`, 'refused');

/** The Hub answers so of repositories that do not exist, too: it does not say which are private. */
function forbidden(status: number, withToken: boolean): string {
  const what = `the repository does not exist, or is one for which you must sign in and accept its terms (${status})`;
  return withToken ? `${what}: accept them on its page, with the account of a token that may read it` : what;
}

/** Waits before another try: as long as the server has asked for, or longer each time. @throws HubError where that is too long; AbortError */
export async function pause(address: string, error: TryAgain, tried: number, network: Network): Promise<void> {
  const { patience = 1000, signal } = network;
  const wait = error.afterMs ?? Math.min(LONGEST_WAIT_MS, patience * 2 ** (tried - 1));
  if (tried >= TRIES || wait > 5 * LONGEST_WAIT_MS) {
    const when = error.afterMs === undefined ? '' : `; it may be tried again in ${Math.ceil(error.afterMs / 1000)} s`;
    throw new HubError(address, `${error.message}${when}`, 'unreachable', { cause: error });
  }
  try {
    await sleep(wait, undefined, { signal });
  } catch {
    signal?.throwIfAborted();
  }
}

/** Milliseconds that a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Codes of connections that broke, not of servers that cannot be reached. */
const PASSING = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']);

/** Finds the cause behind Node's "fetch failed". */
export function causeOf(error: unknown): { text: string; passing: boolean } {
  const { cause, message, code } = error as Error & { cause?: Error & { code?: string }; code?: string };
  const known = cause?.code ?? code;
  return { text: known ?? cause?.message ?? message, passing: known !== undefined && PASSING.has(known) };
}

/** A small answer as JSON. @throws HubError, AbortError */
export async function requestJson(address: string, network: Network): Promise<unknown> {
  for (let tried = 1; ; tried++) {
    try {
      const response = await request(address, network);
      return JSON.parse(await response.text());
    } catch (error) {
      network.signal?.throwIfAborted();
      if (error instanceof HubError) throw error;
      if (error instanceof SyntaxError) throw new HubError(address, `it is no JSON (${error.message})`, 'wrong');
      const again =
        error instanceof TryAgain ? error : new TryAgain(`the connection was lost (${causeOf(error).text})`);
      await pause(address, again, tried, network);
    }
  }
}
