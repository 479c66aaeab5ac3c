/**
 * Training of networks that are ONNX graphs, by ONNX Runtime.
 *
 *     const net = new NetworkBuilder({ seed: 1 });                  // or decodeModel(bytes) of any forward model
 *     const image = net.input('image', [3, 64, 64]);
 *     const features = net.relu(net.conv(image, 32, { kernel: 3, standardise: true }));
 *     const embedding = net.layerNorm(net.globalAverage(features));
 *     net.output('embedding', embedding);
 *     net.output('logits', net.linear(embedding, 10));
 *     const model = net.model();
 *
 *     const trainer = await Trainer.create(model, {
 *       losses: [softmaxCrossEntropy({ name: 'class', output: 'logits', labelSmoothing: 0.1 }),
 *                ntXent({ name: 'views', output: 'embedding', weight: 0.5 })],
 *       schedule: cosineRate({ peak: 2e-3, warmUp: 500, steps: 10_000 }),
 *       adamW: { decay: 0.05 }, clipNorm: 1, averageDecay: 0.999, stochasticDepth: 0.1, threads: 2, seed: 1,
 *     });
 *     await trainer.resume('run.checkpoint');                       // where there is one
 *     for await (const { batch } of batches({ samples, batchSize: 256, seed: 1, fromStep: trainer.step, steps: 10_000 },
 *                                            (plan) => ({ image, 'class/target': ..., 'class/weight': ... }))) {
 *       const { loss, losses } = await trainer.train(batch);        // Float32Arrays by input name, row-major
 *       if (trainer.step % 500 === 0) await trainer.checkpoint('run.checkpoint');
 *     }
 *     const bytes = encodeModel(trainer.exportModel());             // the averaged weights, for any ONNX runtime
 *
 * `docs/training-engine.md` says how it works.
 */
export { type AdamWOptions } from './adamw';
export { type Batch, batches, type BatchesOptions, type BatchPlan, planBatches } from './batches';
export { differentiate } from './differentiate';
export { TrainingError } from './errors';
export { exportModel } from './export-model';
export type { ForwardOptions, Parameter, WeightUse } from './forward';
export * from './losses';
export { constantRate, cosineRate, layerWiseRates, type Schedule } from './schedule';
export type { SessionOptions } from './session';
export { Tape } from './tape';
export { type Evaluation, type StepReport, Trainer, type TrainerOptions } from './trainer';
export { type TrainingGraph, trainingGraph, type TrainingGraphOptions } from './training-graph';
export { NetworkBuilder } from './networks/builder';
