import { toVotable } from '../../../src/exports/votable';
import { IN_BYTES } from '../damage/bytes';
import { IN_TEXTS, NUMBERS, utf8 } from '../damage/texts';
import { damagedBy, type Way } from '../damage/ways';
import type { Format } from '../format';
import { made, realFiles } from '../inputs';
import { readerOf } from './text-table';

const WORDS = [
  'TABLE', 'FIELD', 'DATA', 'TABLEDATA', 'TR', 'TD', 'BINARY', 'BINARY2', 'FITS', 'STREAM', 'VALUES', 'INFO', 'RESOURCE', 'VOTABLE', 'PARQUET',
  'datatype', 'arraysize', 'encoding', 'href', 'null', 'nrows', 'extnum', 'ref', 'ID', 'ucd', 'base64', 'gzip', 'boolean', 'bit', 'unsignedByte', 'short',
  'int', 'long', 'char', 'unicodeChar', 'float', 'double', 'floatComplex', 'doubleComplex', '*', '3x*', '0', '2x2', '999999999', '&lt;', '&x;', '<![CDATA[',
  ']]>', '<!--', '-->', '</', '/>', '<', '>', '=', '"', "'", 'x:', 'QUERY_STATUS', 'OVERFLOW', 'ERROR', 'pos.eq.ra;meta.main', 'AAAAAAAA', '//8=',
]; // prettier-ignore

/** A word of the markup in the place of another. */
const otherWord: Way = (bytes, random) => {
  const text = Buffer.from(bytes).toString('utf8');
  const found = [...text.matchAll(/[\w.*]+|[<>"=/&;]/g)];
  if (found.length === 0) return bytes;
  const { index, 0: word } = random.of(found);
  return utf8(text.slice(0, index) + random.of([...WORDS, ...NUMBERS]) + text.slice(index + word.length));
};

const WAYS: readonly Way[] = [...IN_TEXTS, ...IN_BYTES, ...Array<Way>(12).fill(otherWord)];

const KINDS = [
  'boolean',
  'bit',
  'unsignedByte',
  'short',
  'int',
  'long',
  'char',
  'unicodeChar',
  'float',
  'double',
  'floatComplex',
  'doubleComplex',
];
const SIZES = ['', ' arraysize="2"', ' arraysize="*"', ' arraysize="2x*"'];
const FIELDS = KINDS.flatMap((kind, k) =>
  SIZES.map((size, s) => `<FIELD name="f${k}${s}" datatype="${kind}"${size}><VALUES null="1"/></FIELD>`),
);

function document(fields: readonly string[], data: string): string {
  return `<?xml version="1.0"?>\n<VOTABLE version="1.4"><RESOURCE><INFO name="QUERY_STATUS" value="OK"/><TABLE nrows="2">${fields.join('\n')}<DATA>${data}</DATA></TABLE></RESOURCE></VOTABLE>`;
}

function binary(kind: string, fields: readonly string[], bytes: number): string {
  // Of zeros every array that varies has no values: rows end where others begin.
  const base64 = Buffer.alloc(bytes).toString('base64');
  return document(fields, `<${kind}><STREAM encoding="base64">${base64}</STREAM></${kind}>`);
}

const CELLS = FIELDS.map((_, i) => `<TD>${['1 0', '', 'T', '0.5 NaN', 'ab cd', '0x1F'][i % 6]}</TD>`).join('');

const OWN: readonly (readonly [string, string])[] = [
  ['every type', document(FIELDS, `<TABLEDATA><TR>${CELLS}</TR>\n<TR>${CELLS}</TR></TABLEDATA>`)],
  ['binary', binary('BINARY', FIELDS.slice(12, 24), 1600)],
  ['binary2', binary('BINARY2', FIELDS.slice(24, 32), 1600)],
  ['numbers', binary('BINARY2', ['<FIELD name="a" datatype="int"/>', '<FIELD name="b" datatype="double"/>'], 130)],
  ['texts', document(['<FIELD name="path"/>', '<FIELD name="ra" datatype="double" ucd="pos.eq.ra;meta.main"/>', '<FIELD name="dec" datatype="double"/>'], '<TABLEDATA><TR><TD>a.fits</TD><TD>1.5</TD><TD>-2</TD></TR><TR><TD><![CDATA[b&.fits]]></TD><TD/><TD>3</TD></TR></TABLEDATA>')],
  ['elsewhere', document(FIELDS.slice(0, 2), '<BINARY><STREAM href="http://127.0.0.1:9/x"/></BINARY>')],
  ['own', toVotable({ rows: 2, columns: [{ name: 'path', type: 'text', values: ['a', 'b'] }, { name: 'z', type: 'number', values: [1, null] }] })],
]; // prettier-ignore

export const votable: Format = {
  name: 'votable',
  count: 100_000,
  seeds: () => [...realFiles('data', /\.vot$/), ...OWN.map(([name, text]) => made(name, text))],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: readerOf('labels/fuzz.vot'),
};
