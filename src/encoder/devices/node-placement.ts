import * as v from 'valibot';
import type { Accelerator } from './device';

/** How many nodes of a graph ran on the device and on the CPU. */
export interface NodePlacement {
  readonly onDevice: number;
  readonly onCpu: number;
  /** Operators that take time and ran on the CPU. */
  readonly heavyOnCpu: readonly string[];
}

/** Names of the execution providers in ONNX Runtime's profiles. */
const PROVIDERS: Record<Accelerator, RegExp> = {
  webgpu: /^(WebGpu|Js)ExecutionProvider$/,
  cuda: /^CUDAExecutionProvider$/,
  dml: /^DmlExecutionProvider$/,
  coreml: /^CoreMLExecutionProvider$/,
};

/** Nearly all arithmetic of an encoder is in these. */
const HEAVY = /Conv|Gemm|MatMul|Attention/;

const EventsSchema = v.array(
  v.object({
    name: v.string(),
    args: v.optional(v.object({ provider: v.optional(v.string()), op_name: v.optional(v.string()) })),
  }),
);

/**
 * Counts the nodes that ran on a device, by the profile that ONNX Runtime wrote of a run: it takes nodes that a provider cannot
 * run, and for some providers whole graphs, to the CPU without a word, and its sessions do not tell.
 * @param profile text of the profile, in Chrome's trace event format
 * @throws Error where it is none
 */
export function nodePlacement(profile: string, device: Accelerator): NodePlacement {
  let [onDevice, onCpu] = [0, 0];
  const heavyOnCpu = new Set<string>();
  for (const { name, args } of v.parse(EventsSchema, JSON.parse(profile))) {
    if (!args?.provider || !name.endsWith('_kernel_time')) continue;
    if (PROVIDERS[device].test(args.provider)) onDevice++;
    else {
      onCpu++;
      if (args.op_name && HEAVY.test(args.op_name)) heavyOnCpu.add(args.op_name);
    }
  }
  return { onDevice, onCpu, heavyOnCpu: [...heavyOnCpu] };
}
