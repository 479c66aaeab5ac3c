import type { MessagePort } from 'node:worker_threads';
import type { Encoder } from '../../encoder';
import { addEncoder, inspectSource, type AddRequest, type OnnxAnswers, type SourceDraft } from '../../encoder/library';
import { bundle } from '../process/bundle';
import { tryOutInProcess } from './encoder-trial-process';
import { serve } from '../process/worker-calls';

export type EncoderCalls = {
  /** What a source is, and what has to be asked before it is added. */
  inspect: { params: { readonly source: string; readonly answers?: OnnxAnswers }; result: SourceDraft };
  /** Progress comes through the port as [done, total] while the call is under way; any message into it cancels. */
  add: {
    params: { readonly request: AddRequest; readonly threads: number; readonly control: MessagePort };
    result: Encoder;
  };
};

serve<EncoderCalls>({
  async inspect({ source, answers }) {
    return { result: await inspectSource(source, answers) };
  },

  async add({ request, threads, control }) {
    const cancel = new AbortController();
    control.once('message', () => cancel.abort());
    const onProgress = (done: number, total: number) => control.postMessage([done, total]);
    try {
      const tryOut = tryOutInProcess(bundle('encoder-trial-main'));
      const options = { threads, onProgress, signal: cancel.signal, tryOut };
      return { result: await addEncoder(request, options) };
    } finally {
      control.close();
    }
  },
});
