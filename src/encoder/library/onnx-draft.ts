import { DataType, type Graph, type ValueInfo } from '../../onnx';

/** The user's answers about an ONNX file. */
export interface OnnxAnswers {
  /** Name of the input that takes the picture. */
  readonly input?: string;
  /** The bands of the input, and its pixels along a side (`size`). */
  readonly channels?: 1 | 3;
  readonly size?: number;
  /** Name of the output that is the embedding. */
  readonly output?: string;
}

/** A question that the graph leaves open; `choices` are the names or values that are possible. */
export interface OnnxQuestion {
  readonly about: keyof OnnxAnswers;
  readonly choices?: readonly string[];
}

/** The input and output of a graph as far as it states them, with questions for the rest. */
export interface OnnxDraft {
  readonly input?: string;
  readonly channels?: 1 | 3;
  readonly size?: number;
  readonly output?: string;
  readonly featureMap?: string;
  readonly questions: readonly OnnxQuestion[];
  /** Why it cannot be used as an encoder, whatever is answered. */
  readonly problem?: string;
}

/** The size proposed where the graph states none: most published image encoders take 224 pixels. */
export const USUAL_SIZE = 224;

/**
 * Reads an encoder's card off its graph: an input N x channels x size x size of float32, an output N x dimensions.
 * What a person has answered goes before what the graph says.
 */
export function draftFromGraph(graph: Graph, answers: OnnxAnswers = {}): OnnxDraft {
  const pictures = graph.inputs.filter(
    ({ name, type, dims }) =>
      !graph.initializers.has(name) && type === DataType.float32 && (dims === null || dims.length === 4),
  );
  if (pictures.length === 0) {
    const there = graph.inputs.filter(({ name }) => !graph.initializers.has(name)).map(said);
    return refused(
      `it has no input N x channels x size x size of 32-bit floats (it has ${there.join(', ') || 'none'})`,
    );
  }
  const questions: OnnxQuestion[] = [];
  const input = chosen(pictures, answers.input, (choices) => questions.push({ about: 'input', choices }));
  const outputs = graph.outputs.filter(
    ({ type, dims }) => (type === DataType.float32 || type === 0) && (dims === null || dims.length === 2),
  );
  if (outputs.length === 0) {
    return refused(`it has no output N x dimensions of 32-bit floats (it has ${graph.outputs.map(said).join(', ')})`);
  }
  const output = chosen(outputs, answers.output, (choices) => questions.push({ about: 'output', choices }));
  const maps = graph.outputs.filter(({ dims }) => dims?.length === 4);
  const square = input ? squareOf(input, answers, questions) : {};
  if ('problem' in square) return refused(square.problem);
  return {
    ...(input ? { input: input.name } : {}),
    ...square,
    ...(output ? { output: output.name } : {}),
    ...(maps.length === 1 ? { featureMap: maps[0].name } : {}),
    questions,
  };
}

type Square = { channels?: 1 | 3; size?: number } | { problem: string };

function squareOf({ name, dims }: ValueInfo, answers: OnnxAnswers, questions: OnnxQuestion[]): Square {
  const [batch, bands, height, width] = dims ?? ['N', 'channels', 'height', 'width'];
  const shape = (dims ?? []).join(' x ');
  if (typeof batch === 'number' && batch > 0) {
    return { problem: `its input ${name} takes ${batch} at a time (${shape}); export it with a dynamic first axis` };
  }
  if (width === 1 || width === 3) {
    return { problem: `its input ${name} is ${shape}, with the bands last; they must come before the rows` };
  }
  const known = (dim: number | string) => (typeof dim === 'number' && dim > 0 ? dim : undefined);
  const [rows, columns] = [known(height), known(width)];
  if (rows !== undefined && columns !== undefined && rows !== columns) {
    return { problem: `its input ${name} is ${shape}, which is not a square` };
  }
  const channels = answers.channels ?? known(bands);
  if (channels === undefined) questions.push({ about: 'channels', choices: ['1', '3'] });
  else if (channels !== 1 && channels !== 3) {
    return { problem: `its input ${name} has ${channels} bands; 1 and 3 can be fed` };
  }
  const size = rows ?? columns;
  if (size !== undefined && answers.size !== undefined && size !== answers.size) {
    return { problem: `its input ${name} is ${size} pixels wide, and not ${answers.size}` };
  }
  if (size === undefined && answers.size === undefined) questions.push({ about: 'size' });
  return { channels, size: size ?? answers.size };
}

/** The one that is named, or the only one there is; otherwise it is asked for. */
function chosen(
  all: readonly ValueInfo[],
  answer: string | undefined,
  ask: (choices: string[]) => void,
): ValueInfo | undefined {
  const found =
    answer === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(({ name }) => name === answer);
  if (!found) ask(all.map(({ name }) => name));
  return found;
}

const said = ({ name, dims }: ValueInfo) => `${name}: ${dims ? dims.join(' x ') : 'of unknown shape'}`;
const refused = (problem: string): OnnxDraft => ({ questions: [], problem });
