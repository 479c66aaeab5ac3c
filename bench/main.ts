import { parseArgs } from 'node:util';
import { benchAnomaly } from './anomaly';
import { benchDevices } from './devices';
import { benchFinetuning } from './finetuning';
import { benchFits } from './fits';
import { benchImports } from './imports';
import { benchIndexing } from './indexing';
import { benchLabels } from './labels';
import { machine } from './measure';
import { benchMeasures } from './measures';
import { benchPreprocessing } from './preprocessing';
import { benchPython } from './python';
import { benchSearch } from './search';
import { benchTraining } from './training';
import { benchViewing } from './viewing';
import { benchWideTables } from './wide-tables';

const { values } = parseArgs({ options: { only: { type: 'string' }, repeats: { type: 'string', default: '3' } } });
const repeats = Number(values.repeats);
const benches: Record<string, (repeats: number) => Promise<void>> = {
  indexing: benchIndexing,
  python: benchPython,
  search: benchSearch,
  anomaly: benchAnomaly,
  fits: benchFits,
  measures: benchMeasures,
  viewing: benchViewing,
  training: benchTraining,
  labels: benchLabels,
  'wide-tables': benchWideTables,
  finetuning: benchFinetuning,
  imports: benchImports,
  preprocessing: benchPreprocessing,
  devices: benchDevices,
};

async function main(): Promise<void> {
  const { cpu, cores, memoryGiB, platform, node } = machine();
  console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}; medians of ${repeats} in turns`);
  for (const name of values.only?.split(',') ?? Object.keys(benches)) {
    const bench = benches[name];
    if (!bench) throw new Error(`no bench is called ${name}: ${Object.keys(benches).join(', ')}`);
    await bench(repeats);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
