// A worker that runs the bundled encoder on inputs that lie ready in memory, as the engine runs it (src/encoder/
// session.ts: options, 64 views a run), and answers how many cutouts a second that makes.
// argv: number of threads, the encoder's folder
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import ort from 'onnxruntime-node';

const folder = pathToFileURL(`${process.argv[3]}/`);
const card = JSON.parse(fs.readFileSync(new URL('card.json', folder), 'utf8'));
const session = await ort.InferenceSession.create(fs.readFileSync(new URL(card.model, folder)), {
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(process.argv[2]),
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const VIEWS = 64;
const RUNS = 40;
const { channels, size } = card.input;
const views = Float32Array.from({ length: VIEWS * channels * size * size }, (_, i) => ((i * 2654435761) % 1000) / 1000);

parentPort.on('message', async (message) => {
  if (message === 'stop') return parentPort.close();
  const started = performance.now();
  for (let i = 0; i < RUNS; i++) {
    const tensor = new ort.Tensor('float32', views, [VIEWS, channels, size, size]);
    await session.run({ [card.input.name]: tensor }, [card.outputs.embedding]);
  }
  parentPort.postMessage((RUNS * VIEWS) / card.views / ((performance.now() - started) / 1000));
});
