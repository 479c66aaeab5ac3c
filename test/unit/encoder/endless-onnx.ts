import { DataType, decodeModel, encodeModel } from '../../../src/onnx';
import { rawMessage } from '../onnx/raw-message';
import { smallOnnx } from './small-onnx';

const floats = (name: string) => rawMessage([1, name], [2, rawMessage([1, rawMessage([1, DataType.float32])])]);
const bool = (name: string) => rawMessage([1, name], [2, rawMessage([1, rawMessage([1, DataType.bool], [2, rawMessage()])])]); // prettier-ignore
const int = (name: string) => rawMessage([1, name], [2, rawMessage([1, rawMessage([1, DataType.int64], [2, rawMessage()])])]); // prettier-ignore
const axis = rawMessage([1, 'axis'], [3, 0], [20, 2]);

/**
 * An encoder whose graph has a loop without end.
 * @param growing whether it takes twice the memory every time
 */
export function endlessOnnx(growing: boolean): Uint8Array {
  const step = growing
    ? rawMessage([1, 'v'], [1, 'v'], [2, 'next'], [4, 'Concat'], [5, axis])
    : rawMessage([1, 'v'], [2, 'next'], [4, 'Identity']);
  const body = rawMessage(
    [1, rawMessage([1, 'more'], [2, 'again'], [4, 'Identity'])],
    [1, step],
    [2, 'body'],
    [11, int('i')],
    [11, bool('more')],
    [11, floats('v')],
    [12, bool('again')],
    [12, floats('next')],
  );
  const loop = rawMessage([1, 'body'], [6, body], [20, 5]);
  const model = decodeModel(smallOnnx({ outputs: [{ name: 'vector', dims: ['N', 3] }] }));
  const last = model.graph.nodes.at(-1)!;
  const forever = { name: 'forever', dims: [], type: DataType.bool, bytes: Uint8Array.of(1) };
  return encodeModel({
    ...model,
    graph: {
      ...model.graph,
      initializers: new Map([...model.graph.initializers, ['forever', forever]]),
      nodes: [
        ...model.graph.nodes.slice(0, -1),
        {
          name: 'loop', op: 'Loop', domain: '', inputs: ['', 'forever', last.inputs[0]], outputs: ['vector'],
          attributes: new Map([['body', { kind: 'other' as const, value: loop }]]),
        }, // prettier-ignore
      ],
    },
  });
}
