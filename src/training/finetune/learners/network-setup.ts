import type { ModelCard } from '../../../encoder';
import type { Model } from '../../../onnx';
import { Matrix } from '../../../statistics';
import { chooseHead } from '../../heads/choose-penalty';
import type { LinearHead } from '../../heads/linear-head';
import type { SharedGradient } from '../../shared-gradients';
import { augments } from '../data/augment';
import { embeddingsOf, imagesOf } from '../data/embeddings';
import { type Feeds, feedsOf, frozenFeeds } from '../data/feeds';
import { type Labelled, pickTargets, trainingWeights } from '../data/labelled';
import { innerFolds } from '../data/splits';
import { cutNetwork } from './cut';
import {
  DROPOUT_INPUT,
  freshLayers,
  isHead,
  type Standardised,
  standardisation,
  standardisedHead,
  trainingNetwork,
} from './network';
import type { NetworkOptions } from './network-options';
import { groupNeurons } from './neuron-groups';
import { type TargetUnits, unitsOf } from './target-units';

/** Labelled galaxies as a network is trained on them. */
export interface TrainingData {
  readonly labelled: Labelled;
  /** Galaxies x channels x size x size; empty where only a head with hidden units is trained. */
  readonly inputs: Float32Array;
  /** Galaxies x dimensions, the centre subtracted. */
  readonly representations: Matrix;
  readonly network: NetworkOptions;
}

/** The network of a fit, what it reads of all galaxies, and how its outputs are to be read. */
export interface Setup {
  readonly network: Model;
  readonly feeds: Feeds;
  readonly layers: readonly LinearHead[];
  readonly standardised: Standardised;
  readonly unit: TargetUnits;
  readonly trainedNames: ReadonlySet<string>;
}

/** The network that is trained on some of the galaxies, and what it reads. */
export async function setUp(data: TrainingData, train: readonly number[]): Promise<Setup> {
  const { labelled } = data;
  const { options, encoder, card, blocks, scratch, threads, control } = data.network;
  const unit = unitsOf(labelled, train);
  const embedding = card.outputs.embedding;
  const images = imagesOf(card, data.inputs);
  const raw = scratch ? await initialEmbeddings(data) : uncentred(data);
  const standardised = standardisation(raw.pick(train));
  const outputs = labelled.targets.columns;
  const fresh = scratch === true || options.hiddenUnits > 0;
  const layers = fresh
    ? freshLayers(card.dimensions, options.hiddenUnits, outputs, options.seed)
    : [standardisedHead(solved(data, raw, train, unit), standardised)];
  if (blocks.length === 0) {
    const feeds: Feeds = {
      shapes: new Map([[embedding, [-1, card.dimensions]]]),
      values: new Map([[embedding, Float32Array.from(raw.values)]]),
    };
    const alone: Model = { ...encoder, graph: { ...encoder.graph, nodes: [], initializers: new Map(), valueInfo: [], inputs: [{ name: embedding, type: 1, dims: ['N', card.dimensions] }] } }; // prettier-ignore
    const network = trainingNetwork(alone, embedding, standardised, layers);
    return { network, feeds, layers, standardised, unit, trainedNames: headNames(network) };
  }
  const whole = trainingNetwork(encoder, embedding, standardised, layers);
  const trainedNames = new Set([...headNames(whole), ...blocks.flatMap((block) => block.weights)]);
  if (augments(options.augment)) return { network: whole, feeds: images, layers, standardised, unit, trainedNames };
  const cut = cutNetwork(whole, card.input.name, trainedNames);
  const feeds = await frozenFeeds(cut, images, threads, control);
  return { network: cut.trained(feeds.shapes), feeds, layers, standardised, unit, trainedNames };
}

/** Groups are found from the responses of the untrained network to the training galaxies. */
export async function sharedGradients(
  { network, feeds, trainedNames }: Pick<Setup, 'network' | 'feeds' | 'trainedNames'>,
  { options, threads, control, blocks, card }: NetworkOptions,
  train: readonly number[],
): Promise<Map<string, SharedGradient>> {
  const { neuronsPerGroup, seed } = options;
  if (neuronsPerGroup <= 1 || blocks.length === 0) return new Map<string, SharedGradient>();
  const values = new Map(Object.entries(feedsOf(feeds, train)));
  values.set(DROPOUT_INPUT, new Float32Array(train.length * card.dimensions).fill(1));
  const shapes = new Map([...feeds.shapes, [DROPOUT_INPUT, [-1, card.dimensions]]]);
  return groupNeurons(network, trainedNames, { shapes, values }, { neuronsPerGroup, seed, threads, control });
}

/** The head that is solved on representations as the encoder gives them. */
function solved(
  { labelled, network }: TrainingData,
  raw: Matrix,
  train: readonly number[],
  unit: TargetUnits,
): LinearHead {
  const { options, control } = network;
  const targets = unit.to(labelled.targets).pick(train);
  const weights = trainingWeights(labelled.task, pickTargets(labelled, train), options.classWeights === 'balanced');
  const folds = innerFolds(labelled, train, options.seed);
  const rows = { features: raw.pick(train), targets, weights };
  return chooseHead(labelled.task, rows, folds, { onStep: () => control.check() }).head;
}

function uncentred({ representations, network }: TrainingData): Matrix {
  const { centre } = network.card;
  const out = new Matrix(representations.rows, representations.columns, representations.values.slice());
  if (centre) for (let i = 0; i < out.values.length; i++) out.values[i] += centre[i % centre.length];
  return out;
}

/** From a head over the embedding to one over representations, whose centre is subtracted. */
export function aroundCentre(layers: readonly LinearHead[], { centre }: ModelCard): LinearHead[] {
  const [{ weights, bias }, ...others] = layers;
  if (!centre) return [...layers];
  return [{ weights, bias: bias.map((value, k) => weights.row(k).reduce((sum, w, d) => sum + w * centre[d], value)) }, ...others]; // prettier-ignore
}

/** What the encoder says of all galaxies before training, nothing subtracted: of random weights where it starts from scratch. */
export function initialEmbeddings({ inputs, network }: TrainingData): Promise<Matrix> {
  const { encoder, card, threads, control } = network;
  return embeddingsOf(encoder, card, inputs, threads, control);
}

function headNames(network: Model): Set<string> {
  return new Set([...network.graph.initializers.keys()].filter(isHead));
}
