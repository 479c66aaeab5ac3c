/** Bytes that tell whether a file is XML, and what its first element is: comments may come before it. */
const START = 65_536;
/** Characters that are given to the parser at once. */
const CHUNK = 65_536;

/** The local name of the first element of XML; '' where none begins in the first part of the text; undefined where it is no XML. */
export function rootOf(content: Uint8Array | string): string | undefined {
  const text = typeof content === 'string' ? content.slice(0, START) : startOf(content);
  let rest = text.replace(/^\uFEFF?\s*/, '');
  if (!rest.startsWith('<')) return undefined;
  for (;;) {
    const skipped = /^(?:<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE(?:[^[>]|\[[^]*?\]\s*(?=>))*>|\s+)/i.exec(rest)?.[0];
    if (skipped === undefined) break;
    rest = rest.slice(skipped.length);
  }
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(rest)?.[1] ?? '';
}

function startOf(bytes: Uint8Array): string {
  return new TextDecoder(unicodeOf(bytes) ?? 'latin1').decode(bytes.subarray(0, START)).replace(/^ï»¿/, '');
}

/** UTF-16, by its byte order mark. */
function unicodeOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/**
 * The characters of an XML document in parts, so that it may be longer than a text can be: in the encoding that its byte order mark or its
 * declaration says (XML 1.0, appendix F), else UTF-8.
 * @throws TypeError where they are not so encoded; RangeError where the encoding is none that is known
 */
export function* charactersOf(content: Uint8Array | string): Generator<string> {
  if (typeof content === 'string') {
    for (let at = 0; at < content.length; at += CHUNK) yield content.slice(at, at + CHUNK);
    return;
  }
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(startOf(content.subarray(0, 1024)))?.[1];
  const mark = unicodeOf(content);
  // A declaration that says UTF-16 and is read byte by byte is wrong.
  const encoding = mark ?? (declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared);
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let at = 0; at < content.length; at += CHUNK) {
    yield decoder.decode(content.subarray(at, at + CHUNK), { stream: at + CHUNK < content.length });
  }
}
