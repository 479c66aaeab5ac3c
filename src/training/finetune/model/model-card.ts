import { createHash } from 'node:crypto';
import path from 'node:path';
import * as v from 'valibot';
import { readRegular } from '../../../files';
// By its file: the schema is what the two cards have in common.
import { CardSchema } from '../../../encoder/card';
import { FinetuneError } from '../errors';
import type { FinetuneReport } from '../report/report';
import type { Task } from '../task';

const names = v.array(v.string());
const TaskSchema = v.variant('kind', [
  v.object({ kind: v.literal('binary'), classes: v.tuple([v.string(), v.string()]) }),
  v.object({ kind: v.literal('classes'), classes: names }),
  v.object({ kind: v.literal('labels'), classes: names }),
  v.object({ kind: v.literal('number') }),
  v.object({
    kind: v.literal('votes'),
    questions: v.array(
      v.object({
        question: v.string(),
        answers: names,
        askedAfter: v.optional(v.object({ question: v.string(), answer: v.string() })),
      }),
    ),
  }),
]);

/** The card of a fine-tuned model: that of its encoder, so that it can be used as one, and what was learned. */
const ModelCardSchema = v.object({
  ...CardSchema.entries,
  head: v.object({
    task: TaskSchema,
    column: v.string(),
    /** The encoder that it was made from. */
    base: v.object({ id: v.string(), sha256: v.string() }),
    /** Whether the encoder's weights are those of the base, so that stored embeddings can be used. */
    encoderUnchanged: v.boolean(),
    temperature: v.number(),
    offsets: v.array(v.number()),
    /** For numbers: half the width of the intervals, which hold 90 %. */
    halfWidth: v.optional(v.number()),
    galaxies: v.number(),
    created: v.string(),
  }),
});

export type FinetunedCard = v.InferOutput<typeof ModelCardSchema>;

/** A fine-tuned model on the disk. */
export interface FinetunedModel {
  readonly folder: string;
  readonly card: FinetunedCard;
  readonly task: Task;
}

/** @throws FinetuneError where there is no card, or it lacks or misstates something */
export async function readModel(folder: string): Promise<FinetunedModel> {
  const file = path.join(folder, 'card.json');
  const json = await readJson(file, 'there is no fine-tuned model');
  const result = v.safeParse(ModelCardSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new FinetuneError(file, `the model card's field "${v.getDotPath(issue) ?? ''}" is wrong: ${issue.message}`);
  }
  return { folder, card: result.output, task: result.output.head.task };
}

/** The bytes of a model's ONNX file. @throws FinetuneError where they are not those of its card */
export async function readModelBytes({ folder, card }: FinetunedModel): Promise<Uint8Array> {
  const file = path.join(folder, card.model);
  let bytes: Uint8Array;
  try {
    bytes = await readRegular(file);
  } catch (error) {
    throw FinetuneError.from(file, error);
  }
  if (createHash('sha256').update(bytes).digest('hex') !== card.sha256)
    throw new FinetuneError(file, 'the ONNX file is not the one of its card');
  return bytes;
}

/** @throws FinetuneError where there is no report, or it is of a later format */
export async function readReport(folder: string): Promise<FinetuneReport> {
  const file = path.join(folder, 'metrics.json');
  const report = (await readJson(file, 'there is no report')) as FinetuneReport;
  if (report.format !== 1) throw new FinetuneError(file, 'the report is of another version of Morphoscope');
  return report;
}

async function readJson(file: string, missing: string): Promise<unknown> {
  try {
    return JSON.parse((await readRegular(file)).toString()) as unknown;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new FinetuneError(file, missing, { cause: error });
    throw FinetuneError.from(file, error);
  }
}
