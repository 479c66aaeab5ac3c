import type { Format } from '../format';
import { ascii } from './ascii';
import { cards } from './cards';
import { ecsv } from './ecsv';
import { engineMessages } from './engine';
import { filters } from './filters';
import { fits } from './fits';
import { jpeg } from './jpeg';
import { jsonl } from './json-lines';
import { npy } from './npy';
import { onnx } from './onnx';
import { parquet } from './parquet';
import { png } from './png';
import { rows } from './rows';
import { safetensors } from './safetensors';
import { csv, tsv } from './separated';
import { torch } from './torch';
import { votable } from './votable';

/** All that is fuzzed, in the order in which a full run takes it. */
export const FORMATS: readonly Format[] = [
  fits,
  csv,
  tsv,
  jsonl,
  ecsv,
  votable,
  ascii,
  png,
  jpeg,
  npy,
  parquet,
  rows,
  safetensors,
  torch,
  onnx,
  cards,
  filters,
  engineMessages,
];

/** @throws RangeError that says which there are, where there is none of this name */
export function formatOf(name: string | undefined): Format {
  const format = FORMATS.find((one) => one.name === name);
  if (!format) throw new RangeError(`there is no format "${name}"; there are ${FORMATS.map((one) => one.name).join(', ')}`); // prettier-ignore
  return format;
}
