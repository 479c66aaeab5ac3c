// By their files: panels know this contract, and what the rooms do with files is not for them.
import type { EncoderIdentity } from '../../encoder/library/identity';
import type { OnnxAnswers } from '../../encoder/library/onnx-draft';
import type { SourceDraft } from '../../encoder/library/source';
import { EngineRequest } from './request';

/** What is asked of encoders as files; no encoder is loaded for it. */

export interface InspectEncoderParams {
  /** Absolute path of a folder or an ONNX file. */
  readonly source: string;
  /** What has been said of an ONNX file. */
  readonly answers?: OnnxAnswers;
}

export interface AddEncoderParams extends InspectEncoderParams {
  /** Folders of the added encoders and of the bundled ones. */
  readonly library: string;
  readonly bundled: string;
  /** Over what the source says of itself. */
  readonly identity: Partial<EncoderIdentity>;
  /** For the run that tries it; 0: all cores. */
  readonly threads: number;
}

/** An encoder that has been added. */
export interface AddedEncoder {
  readonly id: string;
  readonly name: string;
  readonly dimensions: number;
  readonly folder: string;
}

export const InspectEncoder = new EngineRequest<InspectEncoderParams, SourceDraft>('encoders/inspect', 'no encoder');
/** Null where it has been cancelled; then nothing has been added. */
export const AddEncoder = new EngineRequest<
  AddEncoderParams,
  AddedEncoder | null,
  readonly [done: number, total: number]
>('encoders/add', 'no encoder');
