import { columnText } from '../../expressions/print';
import type { RowsOfOneGalaxy, TableCandidate, TableState } from '../protocol/tables';

/** Columns that a message lists. */
const LISTED = 12;
const DIFFERING = 3;
const LISTED_SENTINELS = 4;

/** How the rows of a table are matched to galaxies, in sentences without a full stop: the first says how many, the others what to know of it. */
export function matchSentences(state: TableState): string[] {
  const { binding } = state;
  if (!binding) return [whyUnmatched(state)];
  const { sentinels } = state;
  const { several, hdus, severalFiles, leftOut, spelling } = binding;
  return [
    `${matchCounts(binding, state.rows)} by ${binding.by} (${binding.columns.join(', ')})`,
    ...(spelling ? [spellingText(spelling)] : []),
    ...(hdus ? [`rows are about HDUs of files${hdus.others > 0 ? `, ${count(hdus.others, 'row')} about HDUs that are not in the index` : ''}`] : []), // prettier-ignore
    ...(severalFiles > 0
      ? [`${count(severalFiles, 'galaxy is', 'galaxies are')} there as several files of one name, such as FITS and JPEG: their row is about each`]
      : []), // prettier-ignore
    ...(leftOut > 0 ? [`${count(leftOut, 'row')} left out by the condition on rows`] : []),
    ...(several ? [severalText(several, state.format)] : []),
    ...(sentinels.length > 0 ? [sentinelText(sentinels)] : []),
  ];
}

/** In words, such as `24 of 26 rows matched, 2 match none`. */
export function matchCounts({ matched, unmatched, ambiguous }: TableCandidate, rows: number): string {
  const rest = [
    ...(unmatched ? [`${unmatched} match none`] : []),
    ...(ambiguous ? [`${ambiguous} may be about several galaxies`] : []),
  ];
  return [`${matched} of ${rows} rows matched`, ...rest].join(', ');
}

/** Nothing is assumed of such numbers: the filter that leaves them out is told. */
function sentinelText(sentinels: TableState['sentinels']): string {
  const [{ column, value, rows }] = sentinels;
  const others = [...new Set(sentinels.slice(1).map((one) => `${one.column} ${one.value}`))];
  const listed = others.length > LISTED_SENTINELS ? [...others.slice(0, LISTED_SENTINELS), '…'] : others;
  const more = listed.length > 0 ? ` (and ${listed.join(', ')})` : '';
  return `${column} is ${value} in ${count(rows, 'row')}${more}, which may stand for a missing value: the filter ${columnText(column)} != ${value} leaves these out`;
}

function spellingText(spelling: NonNullable<TableCandidate['spelling']>): string {
  return spelling === 'without .0'
    ? 'the numbers are read without the .0 behind them, as pandas writes whole numbers beside missing ones'
    : 'leading zeros of file names are left out, as a spreadsheet does with numbers';
}

function severalText(
  { galaxies, rows, how, example, differing }: RowsOfOneGalaxy,
  format: TableState['format'],
): string {
  const word = format === 'csv' || format === 'tsv' || format === 'jsonl' ? 'lines' : 'rows';
  const what = `${count(galaxies, 'galaxy has', 'galaxies have')} several rows (${rows} in all, as ${word} ${example[0]} and ${example[1]})`;
  const counted =
    how === 'combine'
      ? 'numbers count as their mean, classes and tags as most rows have them'
      : 'a column counts where all of them say the same';
  const columns = differing
    .slice(0, DIFFERING)
    .map(({ column, galaxies: n }) => `${column} (${count(n, 'galaxy', 'galaxies')})`);
  const more = differing.length > DIFFERING ? ` and ${differing.length - DIFFERING} other columns` : '';
  return `${what}: ${counted}${columns.length > 0 ? `; they differ in ${columns.join(', ')}${more}` : ''}`;
}

/** Why no row is about a galaxy: each names several; identifiers are rounded; or none is named in any way that was tried. */
function whyUnmatched({ rows, candidates, columns, rounded }: TableState): string {
  const [most] = [...candidates].sort((a, b) => b.ambiguous - a.ambiguous);
  if (most !== undefined && most.ambiguous > 0) {
    return (
      `none of its ${rows} rows is matched: ${most.ambiguous} may be about several galaxies each, ` +
      `by ${most.by} (${most.columns.join(', ')}); write paths where files have the same name`
    );
  }
  if (rounded) {
    return (
      `none of its ${rows} rows is about a galaxy of the index: the identifiers in ${rounded.column} are rounded numbers, such as ` +
      `${rounded.example}, whose last digits are lost; write the table again from its source with that column as text (pandas: dtype=str)`
    );
  }
  const names = columns.map(({ name }) => name);
  const listed = names.length > LISTED ? `${names.slice(0, LISTED).join(', ')}, …` : names.join(', ');
  return `none of its ${rows} rows is about a galaxy of the index; its columns are ${listed}: a path, a file name, an identifier in it, or ra and dec are matched`;
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}
