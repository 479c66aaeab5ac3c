import { distinctNames } from '../distinct-names';
import { LabelError } from '../error';
import { openFitsTable } from '../fits-table';
import { ReadTable } from '../read-table';
import { declareSky } from '../../sky';
import type { CellValue, LabelProblem } from '../table';
import { BinaryError, readBinary } from './binary';
import { readDocument, type Stream, type VotableDocument, type VoTable } from './document';
import type { Field } from './field';
import { positionsOf } from './positions';
import { gunzipped, StreamError, streamBytes } from './stream';

export { rootOf } from './text';

/**
 * A VOTable (IVOA, versions 1.0 to 1.5): the first of its tables that has rows, as TABLEDATA, BINARY, BINARY2 or FITS, in the document
 * itself. Nothing is fetched. What was left out of it, and what the service that made it says of the rows, are its problems.
 * @param content the document's bytes, or its text
 * @throws LabelError where it is no VOTable, is damaged, or its data lie elsewhere
 */
export function openVotable(name: string, content: Uint8Array | string): ReadTable {
  const document = readDocument(name, content);
  const { table, statuses } = document;
  const failed = statuses.find(({ value }) => value === 'ERROR');
  if (!table || (failed && table.rows === 0 && !table.stream)) {
    const said =
      failed && `the service that was asked answered with an error: ${failed.text || 'it does not say which'}`;
    throw new LabelError(name, said ?? 'the VOTable holds no table; choose one with a TABLE');
  }
  if (table.fields.length === 0)
    throw new LabelError(name, 'the table of the VOTable has no columns (FIELD); save it again');
  const read = dataOf(name, table);
  const notes = [...notesOf(document, table, read.rows), ...table.notes];
  const { names, notes: renamed } = distinctNames(read.names);
  const positions = positionsOf(table.fields, names, document.systems);
  if (positions.columns !== undefined) declareSky(names, positions.columns);
  return new ReadTable(name, 'votable', names, read.rows, read.column, [...notes, ...renamed, ...positions.notes]);
}

/** @throws LabelError where what gzip has compressed is no VOTable */
export function openGzippedVotable(name: string, bytes: Uint8Array): ReadTable {
  return asLabelError(name, undefined, () => openVotable(name, gunzipped(bytes)));
}

interface Data {
  readonly names: readonly string[];
  readonly rows: number;
  readonly column: (index: number) => readonly CellValue[];
}

function dataOf(name: string, table: VoTable): Data {
  const { fields, columns, rows, stream } = table;
  const names = fields.map((field) => field.name);
  if (!stream) return { names, rows, column: (index) => columns[index] ?? [] };
  return asLabelError(name, stream.line, () =>
    stream.kind === 'FITS' ? fitsData(name, names, stream) : binaryData(names, fields, stream),
  );
}

function binaryData(names: readonly string[], fields: readonly Field[], stream: Stream): Data {
  const cells = readBinary(streamBytes(stream, stream.text), fields, stream.kind === 'BINARY2');
  return { names, rows: cells[0].length, column: (index) => cells[index] };
}

/** Section 5.5: the document says more than the FITS file does, and so its names count. */
function fitsData(name: string, names: readonly string[], stream: Stream): Data {
  const table = openFitsTable(name, streamBytes(stream, stream.text), stream.extension);
  if (table.columns.length !== names.length) {
    const reason = `the FITS table has ${table.columns.length} columns, the VOTable declares ${names.length}; save it again`;
    throw new LabelError(name, reason, { line: stream.line });
  }
  return { names, rows: table.rows, column: (index) => table.column(index) };
}

function asLabelError<T>(name: string, line: number | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StreamError) throw new LabelError(name, error.message, { line, cause: error });
    if (!(error instanceof BinaryError)) throw error;
    const reason = `the data are not those that the FIELDs declare (${error.message}); the file may be damaged: get or save it again`;
    throw new LabelError(name, reason, { line, cause: error });
  }
}

function notesOf({ statuses, tables }: VotableDocument, { name, declaredRows }: VoTable, rows: number): LabelProblem[] {
  const notes: LabelProblem[] = [];
  for (const { value, text } of statuses) {
    const why = text === '' ? '' : `: ${text}`;
    if (value === 'ERROR')
      notes.push({
        reason: `the service that was asked says that an error has happened, so that rows may be missing${why}`,
      });
    if (value === 'OVERFLOW')
      notes.push({ reason: `the service that was asked has left out rows behind the first ${rows} (OVERFLOW)${why}` });
  }
  if (tables > 1) {
    const which = name === undefined ? '' : `, "${name}"`;
    notes.push({
      reason: `the VOTable holds ${tables} tables, and the first that has rows is read${which}; save another one by itself to use it`,
    });
  }
  if (declaredRows !== undefined && declaredRows !== rows) {
    notes.push({ reason: `the table says that it has ${declaredRows} rows, and ${rows} are there` });
  }
  return notes;
}
