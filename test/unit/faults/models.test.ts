import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isTemporaryName } from '../../../src/files';
import { Control, FinetuneError, readModel, readReport, runJob, sweepModels } from '../../../src/training/finetune';
import { RunMemory } from '../../../src/training/finetune/run-memory';
import { eachFault } from '../../faults/faulty-disk';
import { temporaryFolder } from '../../galaxies';
import { smallJob } from '../training/finetune/small-job';

const TASK = { kind: 'binary', classes: ['no', 'yes'] } as const;
/** Solved once, without folds: what is tested here is the writing. */
const OPTIONS = { folds: 0, testShare: 0.25 } as const;

describe('a disk that fails while a model is written', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  it('leaves the model before or the new one, and nothing beside it', async () => {
    const out = path.join(folder, 'models', 'rings');
    const run = (created: string) =>
      runJob({ ...smallJob(TASK, out, OPTIONS), created }, new Control(), () => undefined);
    const [before, after] = ['2026-01-01T00:00:00.000Z', '2026-02-02T00:00:00.000Z'];
    await run(before);
    // What the person has put beside the model's own files.
    fs.writeFileSync(path.join(out, 'notes.txt'), 'mine');
    const kept = path.join(folder, 'kept');
    fs.renameSync(out, kept);
    await eachFault(
      folder,
      () => {
        fs.rmSync(path.join(folder, 'models'), { recursive: true, force: true });
        fs.cpSync(kept, out, { recursive: true });
      },
      async () => {
        await run(after);
      },
      async ({ what, file }, error) => {
        const told = `${what} ${file}`;
        const { created } = await readReport(out);
        await readModel(out);
        assert.equal(created, error === undefined ? after : before, told);
        await sweepModels(path.dirname(out));
        assert.equal(fs.readFileSync(path.join(out, 'notes.txt'), 'utf8'), 'mine', told);
        if (error) assert.ok(error instanceof FinetuneError, `${told}: ${error.message}`);
        const others = fs.readdirSync(path.dirname(out)).filter((name) => name !== 'rings' && !isTemporaryName(name));
        assert.deepEqual(others, [], told);
      },
    );
    assert.equal((await readReport(out)).created, after);
    assert.equal(fs.readFileSync(path.join(out, 'notes.txt'), 'utf8'), 'mine');
  });

  it('leaves a run that can go on from where it stood', async () => {
    const out = path.join(folder, 'models', 'rings');
    const state = (step: number) => ({ step, curve: [], bestEpoch: 0, bestLoss: 1, best: new Map([['w', new Float32Array([step])]]) }); // prettier-ignore
    let memory: RunMemory;
    await eachFault(
      folder,
      async () => {
        fs.rmSync(path.join(folder, 'models'), { recursive: true, force: true });
        memory = await RunMemory.open(out, 'x', false);
        fs.mkdirSync(memory.folder, { recursive: true });
        fs.writeFileSync(memory.checkpoint('fold 1', 1), 'one');
        await memory.saveState('fold 1', state(1));
      },
      async () => {
        fs.writeFileSync(memory.checkpoint('fold 1', 2), 'two');
        await memory.saveState('fold 1', state(2));
      },
      async ({ what, file }, error) => {
        const again = await RunMemory.open(out, 'x', true);
        const found = await again.state('fold 1');
        assert.equal(found?.step, error === undefined ? 2 : 1, `${what} ${file}`);
        assert.ok(fs.existsSync(again.checkpoint('fold 1', found.step)), `${what} ${file}`);
      },
    );
  });
});
