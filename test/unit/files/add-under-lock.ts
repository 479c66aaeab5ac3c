import fs from 'node:fs/promises';
import { lockOf, withLock, writeAtomically } from '../../../src/files';

/** A process that adds one to the number in a file, so many times; `hold`: takes the lock, says so and keeps it. */
const [file, times] = process.argv.slice(2);

async function add(): Promise<void> {
  for (let i = 0; i < Number(times); i++) {
    await withLock(lockOf(file), async () => {
      const number = Number(await fs.readFile(file, 'utf8'));
      await writeAtomically(file, [Buffer.from(String(number + 1))]);
    });
  }
}

async function hold(): Promise<void> {
  await withLock(lockOf(file), async () => {
    process.send?.('held');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  });
}

void (times === 'hold' ? hold() : add());
