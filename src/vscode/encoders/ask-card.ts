import * as vscode from 'vscode';
import { idFrom, wrongId, type EncoderIdentity } from '../../encoder/library/identity';
import { USUAL_SIZE, type OnnxAnswers, type OnnxQuestion } from '../../encoder/library/onnx-draft';
import type { SourceDraft } from '../../encoder/library/source';

/** What a card says of an encoder beside what its files do. */
type Known = Partial<Pick<EncoderIdentity, 'id' | 'name' | 'licence' | 'source'>>;

/** Asks what a graph leaves open, one after the other; undefined where the person left. */
export async function askGraph(questions: readonly OnnxQuestion[]): Promise<OnnxAnswers | undefined> {
  let answers: OnnxAnswers = {};
  for (const { about, choices } of questions) {
    const answer = choices ? await pick(about, choices) : await askSize();
    if (answer === undefined) return undefined;
    answers = { ...answers, [about]: about === 'size' || about === 'channels' ? Number(answer) : answer };
  }
  return answers;
}

const TITLES: Record<OnnxQuestion['about'], string> = {
  input: 'Which Input Takes the Image?',
  channels: 'How Many Bands Does the Input Have?',
  size: 'How Many Pixels Has the Input along a Side?',
  output: 'Which Output Is the Embedding?',
};

async function pick(about: OnnxQuestion['about'], choices: readonly string[]): Promise<string | undefined> {
  return vscode.window.showQuickPick([...choices], { title: TITLES[about], ignoreFocusOut: true });
}

function askSize(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: TITLES.size,
    value: String(USUAL_SIZE),
    ignoreFocusOut: true,
    validateInput: (text) => (/^[1-9]\d{0,3}$/.test(text.trim()) ? undefined : 'A whole number of pixels'),
  });
}

/**
 * Asks for what neither the source nor what is known of it says: the licence, the name of what comes from a file, and an id
 * that no other encoder has. Undefined where the person left.
 */
export async function askIdentity(
  draft: SourceDraft,
  known: Known,
  taken: readonly string[],
): Promise<Known | undefined> {
  const licence =
    known.licence ?? draft.licence ?? (await askText('Under Which Licence Is It?', '', 'MIT, Apache-2.0, unknown…'));
  if (licence === undefined) return undefined;
  const name = known.name ?? (draft.kind === 'encoder' ? draft.name : await askText('Name of the Encoder', draft.name));
  if (name === undefined) return undefined;
  const suggested = known.id ?? (name === draft.name ? draft.id : idFrom(name));
  const id = taken.includes(suggested) ? await askId(suggested, taken) : suggested;
  return id === undefined ? undefined : { ...known, id, name, licence };
}

function askText(title: string, value: string, placeHolder?: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    placeHolder,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Enter a text, such as “unknown”' : undefined),
  });
}

function askId(suggested: string, taken: readonly string[]): Thenable<string | undefined> {
  const wrong = (id: string) =>
    wrongId(id) ?? (taken.includes(id) ? 'An encoder with this id exists already' : undefined);
  return vscode.window.showInputBox({
    title: 'Id of the Encoder',
    prompt: `There is an encoder ${suggested} already`,
    value: `${suggested.slice(0, 60)}-2`,
    ignoreFocusOut: true,
    validateInput: wrong,
  });
}
