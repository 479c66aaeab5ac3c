import { parseArgs } from 'node:util';
import path from 'node:path';
import { chances, evaluate } from './evaluate';
import { readMatrices } from './matrices';
import { markdownTable } from './table';

const { values: options } = parseArgs({ options: { matrix: { type: 'string', multiple: true } } });
const columns = (options.matrix ?? []).map((folder) => ({
  name: path.basename(folder),
  values: evaluate(readMatrices(folder)),
}));
console.log(markdownTable([{ name: 'chance', values: chances() }, ...columns]));
