import type { Hdu } from '../hdu';
import { numberAt, wholeAt } from './ascii-number';
import type { CellValue } from './cell';
import { type Column, readColumns } from './columns';
import { readKeywords } from './column-keywords';
import type { Field } from './field';
import { readString } from './text';

const FORM = /^([AIFED])(\d+)(?:\.(\d+))?$/i;

/**
 * The fields of an ASCII table (FITS 4.0, section 7.2), each with functions that read it: strings without trailing
 * blanks, numbers scaled by TSCAL and TZERO, a number without a decimal point taking the one its TFORM implies. A field
 * that equals TNULL is null; a blank number is 0, as the standard has it (section 7.2.5).
 * @throws FitsError where a TFORMn is none, or a field lies outside the row
 */
export function asciiFields(hdu: Hdu, rowBytes: number): Field[] {
  return readColumns(hdu).map((column, index) => asciiField(hdu, column, index, rowBytes));
}

function asciiField(hdu: Hdu, column: Column, index: number, rowBytes: number): Field {
  const { name, form, number } = column;
  const match = FORM.exec(form);
  if (!match) throw hdu.error(`TFORM${number} = '${form}' is not a form of an ASCII table`);
  const offset = hdu.header.number(`TBCOL${number}`, 1) - 1;
  const width = Number(match[2]);
  if (!(Number.isInteger(offset) && offset >= 0 && offset + width <= rowBytes)) {
    throw hdu.error(`column ${name} lies outside the row`);
  }
  const place = { index, offset, width };
  const { scale, zero, null: nullKeyword, unit, display } = readKeywords(hdu, number);
  const nullText = nullKeyword === undefined ? undefined : String(nullKeyword).trim();
  const type = match[1].toUpperCase();
  const plain = scale === 1 && zero === 0;
  const whole = type === 'I' && plain;
  const element = type === 'A' ? 'text' : whole ? 'integer' : 'number';
  const described = { ...column, kind: element, element, variable: false, dimensions: [], unit, display } as const;
  const isNull = (bytes: Uint8Array, at: number) =>
    nullText !== undefined && readString(bytes, at, width).trim() === nullText;
  if (type === 'A') {
    const text = (bytes: Uint8Array, at: number) => (isNull(bytes, at) ? null : readString(bytes, at, width));
    return {
      column: { ...described, null: nullText },
      place,
      cell: ({ bytes }, at) => text(bytes, at),
      text: ({ bytes }, at) => text(bytes, at),
    };
  }
  const decimals = type === 'I' ? 0 : Number(match[3] ?? 0);
  const refuse = (bytes: Uint8Array, at: number) =>
    hdu.error(`column ${name} holds '${readString(bytes, at, width).trim()}', which is no number`);
  const value = (bytes: Uint8Array, at: number): CellValue => {
    if (isNull(bytes, at)) return null;
    const digits = whole ? wholeAt(bytes, at, at + width) : numberAt(bytes, at, at + width, decimals);
    if (digits === undefined) throw refuse(bytes, at);
    return typeof digits === 'bigint' || plain ? digits : zero + scale * digits;
  };
  return {
    column: { ...described, null: nullText },
    place,
    cell: ({ bytes }, at) => value(bytes, at),
    numbers: ({ bytes, first, stride }, count, out, start) => {
      for (let i = 0, at = first; i < count; i++, at += stride) {
        const found = value(bytes, at);
        out[start + i] = found === null ? NaN : Number(found);
      }
    },
  };
}
