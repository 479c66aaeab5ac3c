import { type Shape } from '../onnx';
import { TrainingError } from './errors';
import { type Backward, RULES } from './rules';
import type { Step, Tape } from './tape';

/**
 * Adds the backward pass to a tape: nodes that compute the gradients of a scalar by other tensors of the forward pass.
 *
 * @param loss a tensor of one element.
 * @param by the tensors to differentiate by, inputs of the graph.
 * @returns for each of `by` the name of a tensor of the same shape; tensors that `loss` does not depend on are left out.
 * @throws TrainingError, before a node is added, when an operator on the way has no rule; it names operator and node.
 */
export function differentiate(tape: Tape, loss: string, by: readonly string[]): Map<string, string> {
  const path = stepsBetween(tape, by, loss);
  for (const { op, name } of path.steps)
    if (!Object.hasOwn(RULES, op))
      throw new TrainingError(`no gradient is known for ${op} ("${name}"), which lies before trained weights`);
  return tape.backward(() => {
    const gradients = new Gradients(tape, path.varying);
    const shape = tape.shape(loss);
    gradients.add(loss, tape.constant(Float32Array.of(1), shape));
    for (const step of path.steps.toReversed()) backward(tape, step, gradients);
    return new Map(by.flatMap((name) => {
      const gradient = gradients.of(name);
      return gradient === undefined ? [] : [[name, gradient] as const];
    })); // prettier-ignore
  });
}

/** Operators whose result does not change when an input does a little: their gradient is zero. */
const FLAT = new Set(['EyeLike', 'ConstantOfShape', 'Sign', 'Floor', 'Ceil', 'Round']);

/** The steps that both depend on `by` and matter to `loss`, and all tensors that vary with `by`. */
function stepsBetween(tape: Tape, by: readonly string[], loss: string): { steps: Step[]; varying: Set<string> } {
  const varying = new Set(by);
  const dependent = tape.steps.filter(({ op, inputs, outputs }) => {
    if (FLAT.has(op) || !inputs.some((name) => varying.has(name))) return false;
    const floats = outputs.filter((name) => name && tape.isFloat(name));
    for (const name of floats) varying.add(name);
    return floats.length > 0;
  });
  const mattering = new Set([loss]);
  const steps = dependent.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => mattering.has(name))) return false;
    for (const name of inputs) if (varying.has(name)) mattering.add(name);
    return true;
  });
  return { steps: steps.reverse(), varying };
}

/** The gradients known so far; those by a tensor that several steps read are added up when they are asked for. */
class Gradients {
  private readonly parts = new Map<string, string[]>();

  constructor(
    private readonly tape: Tape,
    private readonly varying: ReadonlySet<string>,
  ) {}

  wants(name: string): boolean {
    return this.varying.has(name);
  }

  add(name: string, gradient: string): void {
    const parts = this.parts.get(name);
    if (parts) parts.push(gradient);
    else this.parts.set(name, [gradient]);
  }

  of(name: string): string | undefined {
    const parts = this.parts.get(name);
    if (!parts) return undefined;
    const sum = parts.reduce((total, part) => this.tape.add2(total, part));
    const gradient = this.tape.expandLike(sum, name);
    this.parts.set(name, [gradient]);
    return gradient;
  }
}

function backward(tape: Tape, step: Step, gradients: Gradients): void {
  const dys = step.outputs.map((name) => gradients.of(name));
  const [dy] = dys;
  if (dys.every((gradient) => gradient === undefined)) return;
  const shape = (index: number): Shape => tape.shape(step.inputs[index]);
  const context: Backward = {
    graph: tape,
    step,
    dys,
    get dy() {
      if (dy === undefined) throw new TrainingError(`${step.op} ${step.name}: only its first output can be trained on`);
      return dy;
    },
    y: step.outputs[0],
    x: (index) => step.inputs[index],
    shape,
    needs: (index) => gradients.wants(step.inputs[index]),
    give: (index, gradient) => {
      if (gradients.wants(step.inputs[index]))
        gradients.add(step.inputs[index], tape.reduceTo(gradient(), shape(index)));
    },
  };
  RULES[step.op](context);
}
