import { EncoderSession, type Encoder } from '../encoder';
import { serve } from './worker-calls';

export type InferenceCalls = {
  load: { params: { encoder: Encoder; threads: number }; result: { device: string } };
  /** N x channels x size x size to N x dimensions. */
  embed: { params: { inputs: Float32Array }; result: Float32Array };
};

let session: EncoderSession | undefined;

serve<InferenceCalls>({
  async load({ encoder, threads }) {
    session = await EncoderSession.load(encoder, threads);
    return { result: { device: 'cpu' } };
  },

  async embed({ inputs }) {
    if (!session) throw new Error('no encoder is loaded');
    const representations = await session.embed(inputs);
    return { result: representations, transfer: [representations.buffer as ArrayBuffer] };
  },
});
