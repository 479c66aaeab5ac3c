import type { Network } from '../hub/request';

/**
 * How this process reaches the network: through the proxies that $HTTPS_PROXY, $HTTP_PROXY and $NO_PROXY name, which
 * Node's own fetch does not look at.
 */
export async function networkFetch(env: NodeJS.ProcessEnv = process.env): Promise<Network['fetch']> {
  const named = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => env[name]);
  if (!named) return globalThis.fetch;
  // Loaded where it is needed alone: it replaces the dispatcher of the whole process.
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent();
  // The same web standard; the types are another package's.
  return ((address: string, init?: object) => fetch(address, { ...init, dispatcher })) as unknown as Network['fetch'];
}
