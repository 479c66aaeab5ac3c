import fc from 'fast-check';

/** A table as a test wrote it: what it holds, its text, and where in it each cell lies, quotes included. */
export interface WrittenTable {
  readonly columns: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly text: string;
  readonly spans: readonly (readonly (readonly [from: number, to: number])[])[];
  readonly delimiter: string;
}

const piece = fc.constantFrom(
  'ring', 'bar', 'a', '7', '0.10', ' ', '"', '""', ',', ';', '|', '\t', '\n', '\r\n', '\r', '#', 'é', '星', '🌌', '\u0301', '\uFEFF', '\\',
); // prettier-ignore
/** Anything a cell may hold: delimiters, quotes, line breaks and letters of any length among it. */
export const cellText = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));

const delimiters = ',;|\t';
const eol = fc.constantFrom('\n', '\r\n', '\r');

/** Tables of separated values in every style: quoting, line ends, comments, empty lines, marks and trailing delimiters. */
export const writtenTable: fc.Arbitrary<WrittenTable> = fc
  .record({
    delimiter: fc.constantFrom(...delimiters),
    columns: fc.uniqueArray(fc.constantFrom('path', 'class', 'odd; or not', 'a "b"', 'γ', 'x\ny', '#n'), {
      minLength: 1,
      maxLength: 4,
    }),
    bom: fc.boolean(),
    trailing: fc.nat(1),
    lastLineEnd: fc.boolean(),
    comments: fc.infiniteStream(fc.constantFrom('', '', '', '', '# a "comment', '#', '\n', '\r\n')),
    ends: fc.oneof(
      fc.infiniteStream(eol),
      eol.chain((one) => fc.infiniteStream(fc.constant(one))),
    ),
    quotes: fc.oneof(
      fc.infiniteStream(fc.boolean()),
      fc.boolean().chain((one) => fc.infiniteStream(fc.constant(one))),
    ),
    cells: fc.array(fc.array(cellText, { minLength: 4, maxLength: 4 }), { maxLength: 12 }),
  })
  .map(({ delimiter: wanted, columns, bom, trailing, lastLineEnd, comments, ends, quotes, cells }) => {
    // Of one column alone nothing says what the delimiter is.
    const delimiter = columns.length === 1 ? ',' : wanted;
    let text = bom ? '\uFEFF' : '';
    const comment = () => {
      const one = comments.next().value as string;
      text += one.startsWith('#') ? one + ends.next().value : one;
    };
    const line = (values: readonly string[], header: boolean, last: boolean) => {
      const spans = values.map((value, c): readonly [number, number] => {
        if (c > 0) text += delimiter;
        const from = text.length;
        const needed =
          /["\r\n]/.test(value) ||
          value.includes(delimiter) ||
          (c === 0 && value.startsWith('#')) ||
          (values.length === 1 && value === '') ||
          (header && /[,;|\t]/.test(value));
        text += needed || quotes.next().value ? `"${value.replaceAll('"', '""')}"` : value;
        return [from, text.length];
      });
      text += delimiter.repeat(columns.length > 1 ? trailing : 0) + (last && !lastLineEnd ? '' : ends.next().value);
      return spans;
    };
    comment();
    const own = cells.map((row) => row.slice(0, columns.length));
    line(columns, true, own.length === 0);
    const spans = own.map((row, r) => {
      comment();
      return line(row, false, r === own.length - 1);
    });
    if (lastLineEnd) comment();
    return { columns, cells: own, text, spans, delimiter };
  });
