import { HubError } from './errors';

/** A person's token, and the one origin that may see it. */
export interface Token {
  readonly value: string;
  /** In the form of `URL.origin`. */
  readonly origin: string;
}

/**
 * The token of an environment variable's text for the Hub at `endpoint`; undefined where none is given. It never goes over a connection
 * without encryption, but to this machine.
 * @throws HubError that says what is wrong, without the token
 */
export function tokenFor(endpoint: string, text: string | undefined): Token | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  // A header's value must be visible ASCII.
  if (!/^[\x21-\x7e]+$/.test(value))
    throw new HubError(endpoint, 'the token holds characters that no token has', 'wrong');
  const { protocol, hostname, origin } = new URL(endpoint);
  if (protocol !== 'https:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) {
    throw new HubError(
      endpoint,
      'a token is not sent to an address without encryption: unset it, or use https',
      'wrong',
    );
  }
  return { value, origin };
}
