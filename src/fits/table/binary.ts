import type { Hdu } from '../hdu';
import { elementReader, type ElementReader, type Elements } from './binary-element';
import { bytesOf, parseBinaryForm } from './binary-form';
import { readNumbers } from './binary-numbers';
import type { Cell } from './cell';
import { type Column, type ElementKind, readColumns, type TableColumn } from './columns';
import { countOf, readDimensions, readKeywords } from './column-keywords';
import type { Field } from './field';
import type { Place, RowSource, Slab } from './rows';
import { readString } from './text';

/** How undefined values are given: null, or what the file holds in their place (a logical: false), as astropy does. */
export type UndefinedAs = 'null' | 'stored';

/**
 * The fields of a binary table (FITS 4.0, section 7.3), each with functions that read it.
 * @throws FitsError where a TFORMn is none, or the columns are wider than the row
 */
export function binaryFields(hdu: Hdu, rowBytes: number, undefinedAs: UndefinedAs): Field[] {
  let offset = 0;
  const fields = readColumns(hdu).map((column, index) => {
    const field = binaryField(hdu, column, { index, offset }, undefinedAs);
    offset += field.place.width;
    return field;
  });
  if (offset > rowBytes) throw hdu.error(`the columns are wider than the row of ${rowBytes} bytes`);
  return fields;
}

function binaryField(hdu: Hdu, column: Column, at: { index: number; offset: number }, undefinedAs: UndefinedAs): Field {
  const form = parseBinaryForm(column.form);
  if (!form) throw hdu.error(`TFORM${column.number} = '${column.form}' is not a form of a binary table`);
  const { repeat } = form;
  const place = { ...at, width: form.width };
  const variable = form.heapType !== '';
  const type = variable ? form.heapType : form.type;
  const keywords = readKeywords(hdu, column.number);
  const elements = elementsOf(type, keywords, undefinedAs);
  const element = kindOf(elements);
  const named = variable ? [] : readDimensions(hdu, column.number);
  const describe = (kind: TableColumn['kind'], dimensions: readonly number[]): TableColumn => ({
    ...column, kind, element, variable, dimensions, unit: keywords.unit, display: keywords.display, null: keywords.null,
  }); // prettier-ignore
  if (variable) {
    // Logicals of the heap are given as they are stored where nulls are: writers disagree on them.
    const heapType = type === 'L' && undefinedAs === 'stored' ? 'B' : type;
    const read = arrayReader(heapType, elementReader({ ...elements, type: heapType }));
    const kind = type === 'A' || type === 'X' ? element : 'array';
    return { column: describe(kind, []), place, cell: heapCell(hdu, column, form.type, heapType, repeat, read) };
  }
  if (type === 'A') {
    const dimensions = stringDimensions(named, form.stringWidth, repeat);
    const cell = stringCell(repeat, dimensions);
    return dimensions.length > 1
      ? { column: describe('array', dimensions), place, cell }
      : { column: describe('text', []), place, cell, text: (slab, p) => readString(slab.bytes, p, repeat) };
  }
  const dimensions = named.length > 0 && countOf(named) <= repeat ? named : repeat === 1 ? [] : [repeat];
  if (type === 'X')
    return { column: describe('bits', dimensions), place, cell: ({ bytes }, p) => bits(bytes, p, repeat) };
  const readElement = elementReader(elements);
  // astropy gives false for an undefined logical of a row.
  const readOne: ElementReader =
    type === 'L' && undefinedAs === 'stored' ? (view, p) => readElement(view, p) ?? false : readElement;
  if (dimensions.length === 0) {
    const complex = element === 'complex';
    return {
      column: describe(element, dimensions),
      place,
      cell: ({ view }, p) => readOne(view, p),
      numbers: complex ? undefined : (slab, count, out, first) => readNumbers(elements, slab, count, out, first),
    };
  }
  const read = arrayReader(type, readOne);
  return { column: describe('array', dimensions), place, cell: ({ bytes, view }, p) => read(bytes, view, p, repeat) };
}

function elementsOf(type: string, keywords: ReturnType<typeof readKeywords>, undefinedAs: UndefinedAs): Elements {
  const whole = 'BIJK'.includes(type) && undefinedAs === 'null';
  const { scale, zero, null: nullValue } = keywords;
  return { type, scale, zero, null: whole && typeof nullValue !== 'string' ? nullValue : undefined };
}

function kindOf({ type, scale, zero }: Elements): ElementKind {
  if (type === 'L') return 'logical';
  if (type === 'X') return 'bits';
  if (type === 'A') return 'text';
  if (type === 'C' || type === 'M') return 'complex';
  return 'BIJK'.includes(type) && scale === 1 && Number.isInteger(zero) ? 'integer' : 'number';
}

type ArrayReader = (bytes: Uint8Array, view: DataView, at: number, count: number) => Cell;

function arrayReader(type: string, readOne: ElementReader): ArrayReader {
  if (type === 'A') return (bytes, _view, at, count) => readString(bytes, at, count);
  if (type === 'X') return (bytes, _view, at, count) => bits(bytes, at, count);
  const size = bytesOf(type, 1);
  return (_bytes, view, at, count) => Array.from({ length: count }, (_, i) => readOne(view, at + i * size));
}

function bits(bytes: Uint8Array, at: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, i) => ((bytes[at + (i >> 3)] << (i & 7)) & 0x80) !== 0);
}

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

/** Reads the descriptor of a variable-length array (FITS 4.0, section 7.3.5), and then the array. */
function heapCell(
  hdu: Hdu,
  column: Column,
  type: string,
  heapType: string,
  repeat: number,
  read: ArrayReader,
): Field['cell'] {
  const wide = type === 'Q';
  return ({ view }: Slab, at: number, row: number, source: RowSource, place: Place) => {
    const count = repeat === 0 ? 0 : wide ? Number(view.getBigInt64(at)) : view.getInt32(at);
    const offset = count === 0 ? 0 : wide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    if (count < 0 || offset < 0) throw hdu.error(`the array of column ${column.name} lies outside the heap`);
    // Where an array is empty, its offset may be anything.
    if (count === 0) return read(NO_BYTES, NO_VIEW, 0, 0);
    const bytes = source.array(place, row, offset, bytesOf(heapType, count));
    return read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, count);
  };
}

/** Width and counts of an array of strings: TDIM's, or those of the substring convention; the width alone of one string. */
function stringDimensions(named: readonly number[], width: number | undefined, repeat: number): readonly number[] {
  // A TDIM that claims more than the field holds is not believed.
  if (named.length > 1 && countOf(named) >= 1 && countOf(named) <= repeat) return named;
  if (named.length > 0 || width === undefined || width < 1 || 2 * width > repeat) return [repeat];
  return [width, Math.floor(repeat / width)];
}

function stringCell(repeat: number, [width, ...counts]: readonly number[]): Field['cell'] {
  if (counts.length === 0) return ({ bytes }, at) => readString(bytes, at, repeat);
  const count = countOf(counts);
  return ({ bytes }, at) => Array.from({ length: count }, (_, i) => readString(bytes, at + i * width, width));
}
