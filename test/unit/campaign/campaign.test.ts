import fs from 'node:fs';
import { Random } from '../../../src/random';
import { ensureBuilt } from '../../built';
import { CAMPAIGNS } from '../../campaign/all';
import { temporaryFolder } from '../../galaxies';

/** `npm run campaign` does hundreds; these show that each campaign runs, and that nothing is broken at once. */
const ROUNDS = { indexing: 8, damages: 20 };
const FEW = 3;

describe('killed processes and damaged files, a few rounds of each campaign', function () {
  this.timeout(120_000);
  before(ensureBuilt);

  for (const campaign of CAMPAIGNS) {
    it(`${campaign.name}: ${campaign.what}`, async () => {
      const { folder, remove } = temporaryFolder();
      try {
        const round = await campaign.start(fs.realpathSync(folder), new Random(7));
        const rounds = ROUNDS[campaign.name as keyof typeof ROUNDS] ?? FEW;
        for (let i = 0; i < rounds; i++) await round(i);
      } finally {
        remove();
      }
    });
  }
});
