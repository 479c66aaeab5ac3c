import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { decodeModel, elements, intsOf, type Model, type Node, integerTensor } from '../../../src/onnx';
import * as training from '../../../src/training';

const FOLDER = path.join(__dirname, 'networks');

interface Reference {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly gradients: readonly { name: string; dims: readonly number[]; sum: number; squares: number }[];
}

/** A network, and what PyTorch computes; `networks/make.py` wrote both. */
function read(name: string) {
  const bytes = fs.readFileSync(path.join(FOLDER, `${name}.bin`));
  const end = 4 + bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, end)) as Reference;
  const numbers = new Float32Array(Uint8Array.from(bytes.subarray(end)).buffer);
  let at = 0;
  const take = (dims: readonly number[]) => numbers.subarray(at, (at += elements(dims)));
  const [x, y] = [take(header.input), take(header.output)];
  const gradients = header.gradients.map((of) => ({ ...of, values: take(of.dims) }));
  return { model: decodeModel(fs.readFileSync(path.join(FOLDER, `${name}.onnx`))), header, x, y, gradients };
}

/** The same network in a later operator set: axes of ReduceMean are an input from 18 on, Gelu an operator from 20 on. */
function raised(model: Model, opset: number): Model {
  const initializers = new Map(model.graph.initializers);
  let nodes = model.graph.nodes.map((node) => {
    const axes = node.op === 'ReduceMean' ? intsOf(node, 'axes') : undefined;
    if (!axes) return node;
    const name = `${node.outputs[0]}/axes`;
    initializers.set(name, integerTensor(name, axes, [axes.length]));
    const attributes = new Map([...node.attributes].filter(([key]) => key !== 'axes'));
    return { ...node, inputs: [node.inputs[0], name], attributes };
  });
  if (opset >= 20) nodes = withGelu(nodes);
  return { ...model, opsets: new Map([['', opset]]), graph: { ...model.graph, nodes, initializers } };
}

/** Div by sqrt 2, Erf, Add 1, Mul x, Mul 0.5, as PyTorch writes it, become Gelu. */
function withGelu(nodes: readonly Node[]): Node[] {
  const reader = (name: string) => nodes.find(({ inputs }) => inputs.includes(name))!;
  const gone = new Set<Node>();
  const put = new Map<Node, Node>();
  for (const erf of nodes.filter(({ op }) => op === 'Erf')) {
    const div = nodes.find(({ outputs }) => outputs[0] === erf.inputs[0])!;
    const add = reader(erf.outputs[0]);
    const mul = reader(add.outputs[0]);
    const half = reader(mul.outputs[0]);
    for (const node of [div, erf, add, mul]) gone.add(node);
    put.set(half, { ...half, op: 'Gelu', inputs: [div.inputs[0]], attributes: new Map() });
  }
  return nodes.flatMap((node) => (gone.has(node) ? [] : [put.get(node) ?? node]));
}

interface Case {
  readonly name: string;
  readonly opset?: number;
  /** How many of PyTorch's parameters cannot be told apart or found: those folded away by the exporter. */
  readonly folded?: number;
}

const CASES: readonly Case[] = [
  { name: 'convnext-linear-13' },
  { name: 'convnext-linear-17' },
  { name: 'convnext-linear-17', opset: 18 },
  { name: 'convnext-linear-17', opset: 20 },
  { name: 'convnext-conv-14' },
  { name: 'resnet-basic-13' },
  { name: 'resnet-basic-13', opset: 18 },
  { name: 'resnet-bottleneck-17' },
  { name: 'efficientnet-silu-14' },
  { name: 'efficientnet-hard-17' },
  { name: 'maxvit-17' },
  { name: 'maxvit-17', opset: 20 },
  // Three convolutions with their normalisations, and the two tables behind Gather, are other constants in the file.
  { name: 'maxvit-13', folded: 11 },
];

describe('gradients of whole networks', () => {
  for (const { name, opset, folded = 0 } of CASES)
    it(`${name}${opset ? ` in operator set ${opset}` : ''} agrees with PyTorch to 1e-4`, async () => {
      const { model, header, x, y, gradients } = read(name);
      const loss = training.softmaxCrossEntropy({ name: 'class', output: 'y' });
      const trainer = await training.Trainer.create(opset ? raised(model, opset) : model, {
        losses: [loss],
        keep: ['y'],
        threads: 1,
      });
      const [batch, classes] = header.output;
      const target = Float32Array.from(y, (_, i) => (i % classes === Math.floor(i / classes) % classes ? 1 : 0));
      const feeds = { x, 'class/target': target, 'class/weight': new Float32Array(batch).fill(1) };
      const { outputs } = await trainer.evaluate(feeds);
      assert.ok(difference(outputs.y, y) < 1e-4, 'the output');
      const { gradients: ours } = await trainer.gradientsOf(feeds);
      const greatest = Math.max(...gradients.map(({ values }) => length(values)));
      let found = 0;
      for (const parameter of trainer.graph.parameters) {
        const { sum, squares } = moments(parameter.initial);
        const theirs = gradients.filter(
          (g) =>
            elements(g.dims) === parameter.initial.length &&
            Math.abs(g.sum - sum) < 1e-4 * (1 + Math.abs(sum)) &&
            Math.abs(g.squares - squares) < 1e-5 * (1 + squares),
        );
        if (theirs.length === 0) continue;
        const mine = ours.get(parameter.name)!;
        const errors = theirs.map(({ dims, values }) =>
          [values, transposed(values, dims)].map(
            (g) => difference(mine, g) * Math.min(1, length(g) / (1e-4 * greatest)),
          ),
        );
        found++;
        const error = Math.min(...errors.flat());
        assert.ok(error < 1e-4, `${parameter.name} (${theirs[0].name}): ${error}`);
      }
      assert.ok(found >= gradients.length - folded, `${found} of ${gradients.length} parameters found`);
      await trainer.release();
    });
});

const length = (values: Float32Array) => Math.sqrt(moments(values).squares);

function moments(values: Float32Array) {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return { sum, squares };
}

/** Length of the difference over that of the reference. */
function difference(ours: Float32Array, theirs: Float32Array): number {
  return length(ours.map((value, i) => value - theirs[i])) / Math.max(length(theirs), 1e-30);
}

function transposed(values: Float32Array, dims: readonly number[]): Float32Array {
  if (dims.length !== 2) return values;
  const [rows, columns] = dims;
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}
