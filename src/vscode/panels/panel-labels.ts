import * as v from 'valibot';
import * as vscode from 'vscode';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import * as contract from '../../contracts/labels';
import { Command } from '../ids';
import { labelSituation, labelsOfRow, tileLabels } from './tile-labels';
import { answered, checked } from './webview-connection';
import type { LabelChange, LabelFiles, ShownLabels } from '../labels/label-files';

/**
 * Answers what a panel asks and writes of labels, and tells it when they have changed.
 * @param folder of what the panel shows; undefined while it shows nothing
 * @returns what ends the telling
 */
export function answerLabels(
  connection: MessageConnection,
  labels: LabelFiles,
  log: vscode.LogOutputChannel,
  folder: () => string | undefined,
): vscode.Disposable {
  let shown: ShownLabels | undefined;
  connection.onRequest(contract.ReadSituation, (of) =>
    answered(log, () => labelSituation(labels, checked(v.string(), of))),
  );
  connection.onRequest(contract.ReadTileLabels, (params) =>
    answered(log, () => {
      const { folder: of, paths } = checked(contract.LabelsSchema, params);
      shown = { folder: of, names: paths };
      return tileLabels(labels, of, paths);
    }),
  );
  connection.onRequest(contract.EditLabels, (params) =>
    answered(log, async () => {
      const { folder: of, edit } = checked(contract.LabelEditSchema, params);
      const { edits, canUndo, canRedo } = await labels.edit(of, edit);
      return { canUndo, canRedo, changed: edits.length > 0 };
    }),
  );
  connection.onRequest(contract.ChooseLabels, (what) =>
    answered(log, async () => {
      const choice = checked(v.picklist(['choose', 'match', 'tags']), what);
      const commands = { choose: Command.UseLabelFile, match: Command.MatchLabels, tags: Command.ShowTags };
      // Tags are of the panel's folder; the others ask.
      const of = folder();
      const about = choice === 'tags' && of !== undefined ? [vscode.Uri.file(of)] : [];
      await vscode.commands.executeCommand(commands[choice], ...about);
    }),
  );
  const tell = async ({ folder: of, cells }: LabelChange): Promise<void> => {
    if (of !== folder()) return;
    try {
      const situation = await labelSituation(labels, of);
      const tiles = cells && shown?.folder === of ? shown.names.filter((name) => cells.has(name)) : undefined;
      await connection.sendNotification(contract.LabelsChanged, {
        situation,
        tiles: tiles?.map((name) => [name, labelsOfRow(situation.columns, cells!.get(name)!)] as const),
      });
    } catch (error) {
      log.error((error as Error).message);
    }
  };
  return vscode.Disposable.from(
    labels.showTo(() => shown),
    labels.onDidChange(tell),
  );
}
