import os from 'node:os';
import type { Transferable } from 'node:worker_threads';
import { FileSource, gunzip } from '../../files';
import { FitsError } from '../../fits';
import { type FileCalls, FileView } from '../../viewing';
import type { ViewCall } from '../protocol';
import { SHORT_OF_MEMORY, shortOfMemory } from '../process/short-of-memory';
import { serve } from '../process/worker-calls';

export type ViewingCalls = { view: { params: ViewCall; result: FileCalls[keyof FileCalls]['result'] } };

/** Files that stay open, for the calls to come. */
const OPEN_MAX = 4;
/** Bytes of a file that is decompressed into memory: a part of the machine's for each of those that are open. */
const MOST_BYTES = Math.min(2 ** 32, Math.floor(os.totalmem() / (2 * OPEN_MAX)));

interface OpenFile {
  readonly source: FileSource;
  readonly view: FileView;
}

const open = new Map<string, OpenFile>();
/** A sign of life: a pass over a mosaic takes minutes, and a file is read for it all the while. */
let beat = () => undefined as void;

/** The file as it is now: one that has changed is opened anew. */
function fileView(file: string): FileView {
  let found = open.get(file);
  open.delete(file);
  if (found && found.source.signature !== FileSource.signatureNow(file)) {
    found.source.close();
    found = undefined;
  }
  found ??= openFile(file);
  open.set(file, found);
  for (const [oldest, { source }] of open) {
    if (open.size <= OPEN_MAX) break;
    source.close();
    open.delete(oldest);
  }
  return found.view;
}

function openFile(file: string): OpenFile {
  const source = new FileSource(file, FitsError.ofFile, () => beat());
  try {
    return { source, view: new FileView(source, file, { gunzip, maxBytes: MOST_BYTES }) };
  } catch (error) {
    source.close();
    throw error;
  }
}

serve<ViewingCalls>({
  view({ file, method, params }, signs) {
    beat = () => signs.beat();
    try {
      const result = fileView(file).call(method, params);
      return { result, transfer: buffersOf(result) };
    } catch (error) {
      if (shortOfMemory(error)) throw new FitsError(file, null, SHORT_OF_MEMORY);
      throw error;
    }
  },
});

/** Pixels that are made for an answer go with it; those that are kept (a survey's sample) are copied. */
function buffersOf(result: ViewingCalls['view']['result']): Transferable[] {
  return typeof result === 'object' && 'bands' in result
    ? [...new Set(result.bands.map(({ buffer }) => buffer as ArrayBuffer))]
    : [];
}
