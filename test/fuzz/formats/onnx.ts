import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EncoderError } from '../../../src/encoder';
import { halfPrecision } from '../../../src/encoder/devices/half-precision';
import { inspectSource } from '../../../src/encoder/library';
import { draftFromGraph } from '../../../src/encoder/library/onnx-draft';
import { decodeModel, encodeModel, type Model, needed, OnnxError, varyingTensors } from '../../../src/onnx';
import { TrainingError } from '../../../src/training';
import { cutNetwork } from '../../../src/training/finetune/learners/cut';
import { encoderBlocks, layersOf, obstacle } from '../../../src/training/finetune';
import { smallOnnx } from '../../unit/encoder/small-onnx';
import { IN_BYTES } from '../damage/bytes';
import { inField } from '../damage/protobuf';
import { damagedBy, type Way } from '../damage/ways';
import type { Format, Mutant, Seed, Step } from '../format';
import { made } from '../inputs';
import { refusing } from '../refusals';
import { written } from '../scratch';

/** Networks of every family that is trained, exported by PyTorch. */
const NETWORKS = path.join(__dirname, '../../unit/training/networks');

const WAYS: readonly Way[] = [...IN_BYTES, ...Array<Way>(24).fill(inField)];

export const onnx: Format = {
  name: 'onnx',
  count: 100_000,
  seeds: () => [...networks(), ...small()],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: async ({ bytes }: Mutant, step: Step) => {
    for (const elsewhere of ['refused', 'named'] as const) {
      let model: Model | undefined;
      await step(`decode ${elsewhere}`, async () => {
        model = await refusing(() => decodeModel(bytes, elsewhere), { errors: [OnnxError] });
      });
      if (!model) continue;
      await step('write again', () => writeAgain(model!));
      if (elsewhere === 'refused') await useModel(model, step);
    }
    const file = written('fuzz.onnx', bytes);
    await step(
      'inspect',
      async () => void (await refusing(() => inspectSource(file), { errors: [EncoderError], file })),
    );
  },
};

/** What is written of a model must read as the model. */
function writeAgain(model: Model): void {
  const bytes = encodeModel(model);
  const again = decodeModel(bytes, 'named');
  assert.deepEqual(
    { ...again, graph: { ...again.graph, name: '' } },
    { ...model, graph: { ...model.graph, name: '' } },
  );
}

/** Everything that looks at the graph of a model before ONNX Runtime has it, or beside it. */
async function useModel(model: Model, step: Step): Promise<void> {
  const { graph } = model;
  await step('draft', () => {
    for (const answers of [
      {},
      { channels: 3, size: 64, input: graph.inputs[0]?.name, output: graph.outputs[0]?.name },
    ] as const)
      draftFromGraph(graph, answers);
  });
  await step('walk', () => {
    const varying = varyingTensors(graph);
    assert.ok(graph.inputs.every(({ name }) => varying.has(name)));
    const outputs = graph.outputs.map(({ name }) => name);
    const { nodes, names } = needed(graph, outputs);
    assert.ok(nodes.length <= graph.nodes.length && outputs.every((name) => names.has(name)));
  });
  const refused = async (work: () => unknown) => void (await refusing(work, { errors: [OnnxError, TrainingError] }));
  await step('float16', () => refused(() => encodeModel(halfPrecision(model))));
  await step('head', () => refused(() => layersOf(model, { centre: [0] } as never)));
  for (const { name } of graph.outputs.slice(0, 2)) {
    await step(`blocks of ${name}`, () => {
      const blocks = encoderBlocks(model, name);
      const why = obstacle(model, name, blocks);
      assert.ok(why === undefined || why.length > 3);
      if (blocks.length === 0 || graph.inputs.length === 0) return;
      return refused(() => {
        const { frozen, trained, tensors } = cutNetwork(model, graph.inputs[0].name, new Set(blocks.at(-1)!.weights));
        assert.ok(frozen.graph.nodes.length + trained(new Map()).graph.nodes.length >= 0 && tensors.length > 0);
      });
    });
  }
}

function networks(): Seed[] {
  const names = fs.readdirSync(NETWORKS).filter((name) => name.endsWith('.onnx'));
  return names.map((name) => made(name, Uint8Array.from(fs.readFileSync(path.join(NETWORKS, name)))));
}

function small(): Seed[] {
  const two = [
    { name: 'vector', dims: ['N', 3] as const },
    { name: 'map', dims: [1, 3, 8, 8] as const },
  ];
  return [
    made('small', smallOnnx()),
    made('of unknown shape', smallOnnx({ input: null, outputs: [{ name: 'vector', dims: null }] })),
    made('of two outputs', smallOnnx({ outputs: two, metadata: [['license', 'mit']] })),
  ];
}
