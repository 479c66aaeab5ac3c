import type { MessagePort } from 'node:worker_threads';
import {
  Control,
  type FinetuneReport,
  type Job,
  type Probed,
  runJob,
  runProbe,
  type TimeEstimate,
  estimateJob,
  type RunProgress,
} from '../../training/finetune';
import { serve } from '../process/worker-calls';

export type TrainingCalls = {
  /** Trains, tests and writes a model; progress comes through the port while the call is under way. */
  run: {
    params: { readonly job: Job; readonly control: SharedArrayBuffer; readonly progress: MessagePort };
    result: FinetuneReport;
  };
  /** How long a job will take. */
  estimate: { params: { readonly job: Job; readonly control: SharedArrayBuffer }; result: TimeEstimate };
  /** Linear heads on every block; of the progress `done` counts. */
  probe: {
    params: { readonly job: Job; readonly control: SharedArrayBuffer; readonly progress: MessagePort };
    result: Probed[];
  };
};

serve<TrainingCalls>({
  async run({ job, control, progress }) {
    const tell = (value: RunProgress) => progress.postMessage(value);
    try {
      return { result: await runJob(job, new Control(control), tell) };
    } finally {
      progress.close();
    }
  },

  async estimate({ job, control }) {
    return { result: await estimateJob(job, new Control(control)) };
  },

  async probe({ job, control, progress }) {
    try {
      const tell = (done: number, total: number) => progress.postMessage({ done, total });
      return { result: await runProbe(job, new Control(control), tell) };
    } finally {
      progress.close();
    }
  },
});
