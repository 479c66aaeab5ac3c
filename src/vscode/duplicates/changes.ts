import path from 'node:path';
import * as vscode from 'vscode';
import type { Decision, Done } from '../../contracts/duplicates';
import { cutoutName } from '../../collection/cutout-name';
import type { CutoutRef, DuplicateDecision, EditLabelsResult } from '../../engine';
// By their files: what the rooms do with files is not for the extension host.
import { textOf } from '../../labels/table';
import { type CellConflict, takeOver, type TakenOver } from '../../labels/take-over';
import { DECISIONS_FILE } from '../../similarity/duplicates/decisions';
import type { Collections } from '../collections/collections';
import type { LabelFiles } from '../labels/label-files';

/** How a decision is taken back. */
interface Step {
  readonly back: DuplicateDecision;
  /** The change of the label file that came with it. */
  readonly labelChange?: number;
  readonly what: string;
}

/** Makes the decisions of one panel, each of which can be taken back. */
export class DuplicateChanges {
  private readonly steps: Step[] = [];

  constructor(
    private readonly folder: string,
    private readonly collections: Collections,
    private readonly labels: LabelFiles,
  ) {}

  /** @returns null where the person has left a question */
  async decide(decision: Decision): Promise<Done | null> {
    const step = await this.make(decision);
    if (!step) return null;
    this.steps.push(step);
    return { text: `${step.what}.`, canUndo: true };
  }

  /** Takes the last decision back. @throws Error where labels have been changed since that came with it */
  async undo(): Promise<Done> {
    const step = this.steps.at(-1);
    if (!step) return { text: 'There is nothing to undo.', canUndo: false };
    if (step.labelChange !== undefined) {
      const { edits } = await this.labels.edit(this.folder, 'undo', step.labelChange);
      if (edits.length === 0) {
        throw new Error(
          'The labels that were copied with this merge have been followed by other changes: undo those first, or undo the merge in the list of merged pairs.',
        );
      }
    }
    await this.write(step.back);
    this.steps.pop();
    return { text: `Taken back: ${step.what}.`, canUndo: this.steps.length > 0 };
  }

  private async make(decision: Decision): Promise<Step | null> {
    if (decision.kind === 'merge') return this.merge(decision.keep, decision.away);
    if (decision.kind === 'separate') {
      const { keep, away } = decision;
      await this.write({ kind: 'separate', away });
      return { back: { kind: 'merge', keep, away }, what: `${cutoutName(away)} is found by searches again` };
    }
    await this.write(decision);
    const { first, second } = decision;
    const names = `${cutoutName(first)} and ${cutoutName(second)}`;
    return decision.kind === 'ignore'
      ? { back: { kind: 'consider', first, second }, what: `${names} are not the same` }
      : { back: { kind: 'ignore', first, second }, what: `${names} may be the same` };
  }

  private async merge(keep: CutoutRef, away: CutoutRef): Promise<Step | null> {
    const taken = await this.toTakeOver(keep, away);
    if (taken === null) return null;
    // The decision first: labels that were copied for nothing would be in nobody's way back.
    await this.write({ kind: 'merge', keep, away });
    let change: EditLabelsResult | undefined;
    if (taken && taken.cells.length + taken.tags.length > 0) {
      try {
        const { cells, tags } = taken;
        change = await this.labels.edit(this.folder, { kind: 'fill', path: cutoutName(keep), cells, tags });
      } catch (error) {
        await this.write({ kind: 'separate', away });
        throw error;
      }
    }
    const count = change?.edits.length ? taken!.cells.length + taken!.tags.length : 0;
    const copied = count === 0 ? '' : `, ${count} ${count === 1 ? 'label' : 'labels'} copied`;
    return {
      back: { kind: 'separate', away },
      ...(count > 0 ? { labelChange: change!.lastChange } : {}),
      what: `${cutoutName(away)} is merged into ${cutoutName(keep)}${copied}`,
    };
  }

  /** What the kept galaxy's row lacks; undefined where there are no labels to write, null where the person has left. */
  private async toTakeOver(keep: CutoutRef, away: CutoutRef): Promise<TakenOver | undefined | null> {
    const own = await this.labels.labels(this.folder);
    // Nothing is lost where the file cannot be written: the other row stays in it.
    if (!own?.state?.editable) return undefined;
    const [kept, other] = await this.labels.cells(this.folder, [cutoutName(keep), cutoutName(away)]);
    const { columns, binding } = own.state;
    const taken = takeOver(columns, binding?.columns ?? [], kept, other);
    const chosen: TakenOver['cells'][number][] = [];
    for (const conflict of taken.conflicts) {
      const answer = await askWhich(conflict, keep, away);
      if (answer === undefined) return null;
      if (answer === 'other') chosen.push({ column: conflict.column, value: conflict.other });
    }
    return { ...taken, cells: [...taken.cells, ...chosen] };
  }

  private async write(decision: DuplicateDecision): Promise<void> {
    const file = path.join(this.folder, DECISIONS_FILE);
    const unsaved = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
    if (unsaved) throw new Error(`${DECISIONS_FILE} has unsaved changes: save them first.`);
    await this.collections.decideDuplicates(this.folder, decision);
  }
}

/** Which of two values counts; undefined where the person left. */
async function askWhich(
  { column, kept, other }: CellConflict,
  keep: CutoutRef,
  away: CutoutRef,
): Promise<'kept' | 'other' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: textOf(kept), description: `of ${cutoutName(keep)}, which is kept`, which: 'kept' as const },
      { label: textOf(other), description: `of ${cutoutName(away)}`, which: 'other' as const },
    ],
    { title: `They differ in “${column}”: which value counts?`, ignoreFocusOut: true },
  );
  return picked?.which;
}
