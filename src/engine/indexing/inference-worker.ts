import { EncoderSession, type Encoder, type Placement } from '../../encoder';
import { serve } from '../process/worker-calls';

export type InferenceCalls = {
  /** On the CPU where no placement is named. */
  load: { params: { encoder: Encoder; threads: number; placement?: Placement }; result: void };
  /** N x channels x size x size to N x dimensions. */
  embed: { params: { inputs: Float32Array }; result: Float32Array };
};

let session: EncoderSession | undefined;

serve<InferenceCalls>({
  async load({ encoder, threads, placement }) {
    session = await EncoderSession.load(encoder, threads, placement);
    return { result: undefined };
  },

  async embed({ inputs }) {
    if (!session) throw new Error('no encoder is loaded');
    const representations = await session.embed(inputs);
    return { result: representations, transfer: [representations.buffer as ArrayBuffer] };
  },
});
