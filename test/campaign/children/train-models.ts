import { Control, runJob } from '../../../src/training/finetune';
import { smallJob } from '../../unit/training/finetune/small-job';

/** Makes one model after the other in the same folder, and tells when each was made. argv: folder of the model, first number */
const [out, first] = process.argv.slice(2);

async function main(): Promise<void> {
  for (let i = Number(first); ; i++) {
    const created = new Date(Date.UTC(2026, 0, 1) + 1000 * i).toISOString();
    const job = smallJob({ kind: 'binary', classes: ['no', 'yes'] }, out, { folds: 0, testShare: 0.25 });
    await runJob({ ...job, created }, new Control(), () => undefined);
    process.send?.(created);
  }
}

void main();
