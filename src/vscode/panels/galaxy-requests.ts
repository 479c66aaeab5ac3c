import * as vscode from 'vscode';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import * as contract from '../../contracts/common';
import { ReadThumbnails } from '../../engine';
import { copyPaths, filesOf, openBeside } from '../collections/cutout-files';
import { Command } from '../ids';
import { saveIntoCollection } from '../saved/commands';
import { APPEARANCE_KEY, type PanelContext } from './panel-context';
import { answered, checked } from './webview-connection';

/**
 * Answers what every panel asks about galaxies: their thumbnails, their files, the collection that they are saved into, and
 * how they look.
 * @param folderOf the folder that a request is about, of the one that the page names
 */
export function answerGalaxyRequests(
  connection: MessageConnection,
  panel: vscode.WebviewPanel,
  { collections, extension, log, saved }: PanelContext,
  folderOf: (named: string) => string,
): void {
  const cutoutsOf = (params: unknown) => {
    const { folder, cutouts } = checked(contract.CutoutsSchema, params);
    return { folder: folderOf(folder), cutouts };
  };
  const aboutFiles = (work: (files: vscode.Uri[], hdu: number) => Thenable<unknown>) => (params: unknown) =>
    answered(log, async () => {
      const { folder, cutouts } = cutoutsOf(params);
      if (cutouts.length > 0) await work(filesOf(folder, cutouts), cutouts[0].hdu);
    });
  connection.onRequest(contract.Thumbnails, (params) =>
    answered(log, () => {
      const { folder, cutouts, size } = checked(contract.ThumbnailsSchema, params);
      return collections.request(ReadThumbnails, { folder: folderOf(folder), cutouts, size });
    }),
  );
  connection.onRequest(
    contract.Open,
    aboutFiles((files) => openBeside(panel, files)),
  );
  connection.onRequest(
    contract.Reveal,
    aboutFiles(([file]) => vscode.commands.executeCommand('revealInExplorer', file)),
  );
  connection.onRequest(contract.CopyPaths, aboutFiles(copyPaths));
  connection.onRequest(
    contract.FindSimilar,
    aboutFiles((files, hdu) => vscode.commands.executeCommand(Command.FindSimilar, files[0], files, hdu)),
  );
  connection.onRequest(contract.SaveCollection, (params) =>
    answered(log, () => {
      const { folder, cutouts } = cutoutsOf(params);
      return saveIntoCollection(saved, folder, cutouts);
    }),
  );
  connection.onRequest(contract.Remember, (params) =>
    answered(log, async () => extension.globalState.update(APPEARANCE_KEY, checked(contract.AppearanceSchema, params))),
  );
}
