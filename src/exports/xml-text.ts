const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Matches characters that XML 1.0 forbids even as references (section 2.2, Char): controls and lone surrogates. */
const FORBIDDEN = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu;

/**
 * Text as an element's content or an attribute's value in double quotes. Line breaks and tabs are references, since
 * readers would change them (sections 2.11, 3.3.3); what XML forbids is U+FFFD.
 */
export function xmlText(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character])
    .replace(/[\t\n\r\u0085\u2028]/g, (character) => `&#${character.charCodeAt(0)};`);
}
