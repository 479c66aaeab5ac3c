// Writes fifteen segments into a folder that others write to at the same time.
// argv: folder, number of the writer
import { writeSegment } from '../../../src/collection/segments';
import { row } from './rows-of';

const [, , folder, writer] = process.argv;

async function main(): Promise<void> {
  for (let i = 0; i < 15; i++) {
    const rows = [0, 1, 2].map((n) => row(`w${writer}/${i}-${n}.fits`));
    await writeSegment(folder, rows, new Uint16Array(12).fill(0x3c00 + i), 4);
  }
}

void main();
