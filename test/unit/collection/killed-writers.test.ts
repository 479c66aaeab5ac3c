import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { RepresentationStore } from '../../../src/collection';
import { listSegments, readSegment } from '../../../src/collection/segments';
import { ROOT } from '../../built';
import { randomNumbers, temporaryFolder } from '../../galaxies';

const D = 4;
const WRITERS = 3;
/** Each kills all writers once. */
const ROUNDS = Number(process.env.MORPHOSCOPE_KILL_ROUNDS ?? 4);

type Versions = Record<string, number>;

describe('a store whose writers are killed', function () {
  this.timeout(60_000 + ROUNDS * 30_000);
  let folder: string;
  let root: string;
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    root = path.join(folder, 'store');
  });
  let writers: ChildProcess[] = [];
  afterEach(() => {
    for (const writer of writers) writer.kill('SIGKILL');
    remove();
  });

  const logOf = (writer: number) => path.join(folder, `log-${writer}`);
  const sizeOf = (writer: number) => fs.statSync(logOf(writer), { throwIfNoEntry: false })?.size ?? 0;
  const linesOf = (writer: number) =>
    fs.existsSync(logOf(writer))
      ? fs.readFileSync(logOf(writer), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { opened?: Versions; flushing?: Versions; flushed?: Versions; wrong?: string }) // prettier-ignore
      : [];
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const digests = new Map<number, string>();
  /** A number stands for one segment for ever. */
  const lookAtNumbers = async () => {
    for (const number of await listSegments(path.join(root, 'encoders/enc'))) {
      const segment = await readSegment(path.join(root, 'encoders/enc'), number, D);
      if (!segment) continue;
      const what = JSON.stringify([segment.sha256, segment.rows.map(({ path: file, mtime }) => [file, mtime])]);
      assert.equal(digests.get(number) ?? what, what, `number ${number} was used twice`);
      digests.set(number, what);
    }
  };

  it('has each file as it was last written, or as it was being written, and no number twice', async () => {
    const random = randomNumbers(5);
    let seed = 1;
    for (let round = 0; round < ROUNDS; round++) {
      const before = Array.from({ length: WRITERS }, (_, writer) => sizeOf(writer));
      writers = before.map((_, writer) =>
        spawn(
          process.execPath,
          ['--import', 'tsx', path.join(__dirname, 'write-until-killed.ts'), root, `${writer}`, `${seed++}`, logOf(writer)],
          { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
        ),
      ); // prettier-ignore
      const ends = writers.map((writer) => once(writer, 'close'));
      // Once each has begun, at any moment; some have been held up before.
      while (before.some((count, writer) => sizeOf(writer) === count)) await pause(50);
      await pause(300 + 1000 * random());
      for (const writer of writers) {
        if (random() < 0.4) {
          writer.kill('SIGSTOP');
          await pause(300 * random());
          writer.kill('SIGCONT');
          await pause(50 * random());
        }
        await lookAtNumbers();
        writer.kill('SIGKILL');
        await pause(100 * random());
      }
      await Promise.all(ends);
      await lookAtNumbers();

      const store = await RepresentationStore.open(root, 'enc', D, assert.fail);
      assert.deepEqual(store.damage, []);
      for (let writer = 0; writer < WRITERS; writer++) {
        const held: Versions = {};
        for (const file of [...store.paths()].filter((one) => one.startsWith(`w${writer}/`))) {
          held[file] = store.rowsOf(file)[0].mtime;
          for (const { hdu } of store.rowsOf(file)) {
            const { block, row } = store.place(file, hdu)!;
            assert.equal(block.representation(row)[D - 1], 1 + held[file]);
          }
        }
        const lines = linesOf(writer);
        assert.deepEqual(lines.filter(({ wrong }) => wrong !== undefined), []); // prettier-ignore
        const written = lines.findLast(({ flushed, opened }) => flushed ?? opened);
        const allowed = [written?.flushed ?? written?.opened, lines.at(-1)?.flushing].filter(
          (one) => one !== undefined,
        );
        const text = (versions: Versions) => JSON.stringify(Object.entries(versions).sort());
        assert.ok(allowed.map(text).includes(text(held)), `${text(held)} is none of\n${allowed.map(text).join('\n')}`);
      }
    }
    assert.ok(digests.size > ROUNDS, `${digests.size} segments have been seen`);
  });
});
