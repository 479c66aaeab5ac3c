import { ColumnFacts } from './column-facts';
import { skyColumns } from '../sky';
import { type LabelTable, textOf } from './table';
import { tellValue } from './tell-cells';
import { TextTable } from './text-table';
import {
  BINARY,
  CLASS,
  type Counted,
  HDU,
  ID,
  inOrder,
  MOST_CLASSES,
  PATH,
  RATING,
  TAGS,
  understand,
  type Understood,
} from './understand';
import { voteOf } from './votes';

/** Like `understand` for each of many columns, in one pass over the table. */
export function understandAll(table: LabelTable, columns: readonly number[]): Understood[] {
  const facts = factsOf(table, columns);
  return columns.map((column) => {
    const found = facts.get(column);
    return (found && understood(table, column, found)) ?? understand(table, column);
  });
}

/** Collects facts of the columns that neither their name nor each value by itself explains. */
function factsOf(table: LabelTable, columns: readonly number[]): Map<number, ColumnFacts> {
  const sky = skyColumns(table.columns);
  const plain = columns.filter((column) => {
    const name = table.columns[column].trim();
    const isOther = TAGS.test(name) || RATING.test(name) || CLASS.test(name) || HDU.test(name);
    return column !== sky?.ra && column !== sky?.dec && !isOther;
  });
  const facts = new Map(plain.map((column) => [column, new ColumnFacts(MOST_CLASSES)]));
  if (table instanceof TextTable) table.tellCells(facts);
  else {
    for (const [column, found] of facts) {
      for (const cell of table.column(column)) {
        tellValue(found, cell);
        if (!found.isSure) break;
      }
    }
  }
  return facts;
}

/** Undefined where the facts do not tell, and all cells have to be looked at. */
function understood(table: LabelTable, column: number, facts: ColumnFacts): Understood | undefined {
  if (!facts.isSure) return undefined;
  const { filled, counts } = facts;
  const name = table.columns[column].trim();
  const counted: Counted = { filled, empty: table.rows - filled };
  const vote = voteOf(table, column);
  if (vote) return { kind: 'votes', ...vote, ...counted };
  if (PATH.test(name) || (filled > 0 && facts.arePaths)) return { kind: 'path', ...counted };
  const isNumber = filled > 0 && facts.isNumber;
  const texts = [...(counts?.keys() ?? [])];
  const pair = counts && filled > 0 ? BINARY.find((both) => texts.every((text) => both.includes(text))) : undefined;
  if (counts && pair) return { kind: 'binary', values: inOrder(counts), positive: pair[0], negative: pair[1], ...counted }; // prettier-ignore
  const isWhole = isNumber && facts.isWhole;
  if (ID.test(name)) return { kind: 'id', integers: isWhole, ...counted };
  if (counts) {
    const isClass = !isNumber || (isWhole && 2 * counts.size <= filled);
    if (isClass) return { kind: 'class', values: inOrder(counts), ...counted };
  } else if (!isNumber || (isWhole && !facts.isMeasured)) {
    const twice = facts.comesTwice;
    if (twice === undefined || (twice === 'likely' && !comesTwice(table, column))) return undefined;
    // Whole numbers are identifiers where they are too long to be numbers.
    if (twice === 'no' && (!isNumber || facts.isLong)) return { kind: 'id', integers: isWhole, ...counted };
  }
  if (isNumber && !facts.isMeasured) return undefined;
  return isNumber ? { kind: 'number', min: facts.min, max: facts.max, ...counted } : { kind: 'text', ...counted };
}

/** Whether two rows have one text: where hashes say so, mostly among the first. */
function comesTwice(table: LabelTable, column: number): boolean {
  const seen = new Set<string>();
  for (let row = 0; row < table.rows; row++) {
    const text = textOf(table.cell(row, column));
    if (text !== '' && seen.size === seen.add(text).size) return true;
  }
  return false;
}
