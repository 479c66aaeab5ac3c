import { CARD } from './blocks';
import { FitsError } from './error';

/** A value a header card can hold here. A bigint is written digit by digit; undefined leaves the value field blank. */
export type WritableValue = string | number | bigint | boolean | undefined;

/** One card to write: keyword, value, comment. For COMMENT, HISTORY and '' (blank) the value is the text. */
export type WritableCard = readonly [keyword: string, value: WritableValue, comment?: string];

/**
 * The card images (FITS 4.0, section 4) of one keyword: 80 ASCII characters each, several where a long string needs
 * CONTINUE (section 4.2.1.2) or a long commentary needs more lines.
 *
 * A keyword that is not 1-8 of A-Z 0-9 _ - is written by the HIERARCH convention. A comment that does not fit is cut.
 * @throws FitsError for text that is not printable ASCII, a number that is not finite, a value that does not fit
 */
export function cardImages([keyword, value, comment = '']: WritableCard): string[] {
  for (const text of [keyword, comment, typeof value === 'string' ? value : '']) {
    if (!/^[\x20-\x7e]*$/.test(text)) throw new FitsError('', null, `${keyword}: a header holds printable ASCII only`);
  }
  if (keyword === 'COMMENT' || keyword === 'HISTORY' || keyword === '') return commentary(keyword, String(value ?? ''));
  const standard = /^[A-Z0-9_-]{1,8}$/.test(keyword);
  const lead = standard ? `${keyword.padEnd(8)}= ` : `HIERARCH ${keyword} = `;
  if (typeof value === 'string') return stringCards(keyword, lead, value, comment);
  const field = scalarField(keyword, value);
  // Fixed format (section 4.2): the value ends in column 30.
  const image = lead + (standard ? field.padStart(20) : field);
  if (image.length > CARD) throw new FitsError('', null, `${keyword}: the value does not fit on a card`);
  return [withComment(image, comment)];
}

function scalarField(keyword: string, value: Exclude<WritableValue, string>): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'bigint') return value.toString();
  if (!Number.isFinite(value)) throw new FitsError('', null, `${keyword}: a header cannot hold ${value}`);
  const digits = Object.is(value, -0) ? '-0.0' : String(value).toUpperCase();
  // 1E21 is no FITS integer: a floating-point number carries a decimal point.
  return digits.includes('E') && !digits.includes('.') ? digits.replace('E', '.0E') : digits;
}

function commentary(keyword: string, text: string): string[] {
  const room = CARD - 8;
  const images: string[] = [];
  for (let at = 0; at === 0 || at < text.length; at += room) {
    images.push((keyword.padEnd(8) + text.slice(at, at + room)).padEnd(CARD));
  }
  return images;
}

function stringCards(keyword: string, lead: string, value: string, comment: string): string[] {
  const quoted = value.replaceAll("'", "''");
  const room = CARD - lead.length - 2;
  if (room < 4) throw new FitsError('', null, `${keyword}: the keyword leaves no room for a value`);
  if (quoted.length <= room) return [withComment(`${lead}'${quoted.padEnd(Math.min(8, room))}'`, comment)];
  const images: string[] = [];
  let rest = quoted;
  for (let start = lead; rest.length > 0; start = 'CONTINUE  ') {
    const space = CARD - start.length - 2;
    if (rest.length <= space) {
      images.push(withComment(`${start}'${rest}'`, comment));
      break;
    }
    const cut = beforeSplitQuote(rest, space - 1);
    images.push(`${start}'${rest.slice(0, cut)}&'`.padEnd(CARD));
    rest = rest.slice(cut);
  }
  return images;
}

/** The cut at or just before `at` that does not part the two characters of a doubled quote. */
function beforeSplitQuote(quoted: string, at: number): number {
  let run = 0;
  while (at - 1 - run >= 0 && quoted[at - 1 - run] === "'") run++;
  return run % 2 === 0 ? at : at - 1;
}

function withComment(image: string, comment: string): string {
  return (comment ? `${image} / ${comment}` : image).slice(0, CARD).padEnd(CARD);
}
