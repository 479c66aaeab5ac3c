import assert from 'node:assert/strict';
import { type LabelTable, openLabels, TextTable } from '../../../src/labels';
import { CsvTable } from '../../../src/labels/csv-table';
import { JsonLinesTable } from '../../../src/labels/json-lines';
import type { Format, Mutant, Step } from '../format';
import { Random } from '../random';
import { refusing } from '../refusals';
import { editTable } from './edit-table';
import { answersOf, readTable } from './read-table';

/** Characters of a block: a few rows. */
const BLOCK = 200;

/**
 * Opens a label table, reads all of it, and changes it where it can be changed.
 * @param file what it is called: the extension tells the format
 * @param edits whether a table that can be changed is: not where this is no way of writing of its own
 */
export function readerOf(file: string, edits = true): Format['read'] {
  return async ({ bytes, seed }: Mutant, step: Step) => {
    const random = new Random(seed ^ 0x5eed);
    let table: LabelTable | undefined;
    await step('open', async () => void (table = await refusing(() => openLabels(file, bytes), answersOf(file))));
    if (!table) return;
    await readTable(table, random, step);
    if (!(table instanceof TextTable) || !edits) return;
    assert.equal(table.text, Buffer.from(bytes).toString('utf8'));
    await editTable(random.below(2) ? table : inSmallBlocks(table), random, step);
  };
}

/** The same table, kept as a long one is: in many blocks, of which a change leaves most as they are. */
function inSmallBlocks({ name, format, text }: TextTable): TextTable {
  return format === 'jsonl' ? JsonLinesTable.open(name, text, BLOCK) : CsvTable.open(name, format, text, BLOCK);
}
