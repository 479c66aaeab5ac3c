import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Action } from '../../contracts/finetune';
import type { Collections } from '../collections/collections';
import { openBeside } from '../collections/cutout-files';
import { Command } from '../ids';

export interface ActionSubject {
  readonly collections: Collections;
  readonly folder: string;
  /** The folder's label file. */
  readonly own?: string;
  readonly panel: vscode.WebviewPanel;
  readonly file?: string;
  /** Absolute path of the model's folder. */
  readonly model?: string;
  /** What galaxies are to be sorted by. */
  readonly by?: string;
  /** Absolute path of the table of its predictions. */
  readonly predictions?: string;
}

/** What the wizard's buttons do in other parts of the editor. @throws Error where the file that it is about is not there */
export async function runAction(what: Action, place: ActionSubject): Promise<void> {
  const { collections, folder, own, panel, file } = place;
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  switch (what) {
    case 'index':
      await collections.index(folder);
      break;
    case 'match labels':
      // Ways of matching are remembered of the folder's own label file: another becomes that first, which says how it matches.
      if (file === undefined || file === own) await run(Command.MatchLabels);
      else await run(Command.UseLabelFile, vscode.Uri.file(file));
      break;
    case 'choose labels':
      await run(Command.UseLabelFile);
      break;
    case 'new labels':
      await run(Command.NewLabelFile);
      break;
    case 'open labels':
      if (file !== undefined) await openBeside(panel, [vscode.Uri.file(file)]);
      break;
    case 'open report':
      await run('markdown.showPreviewToSide', await there(place.model, 'report.md'));
      break;
    case 'open predict.py':
      await openBeside(panel, [await there(place.model, 'predict.py')]);
      break;
    case 'copy python':
      await vscode.env.clipboard.writeText(snippet(folder, (await there(place.model, 'predict.py')).fsPath));
      vscode.window.setStatusBarMessage('Copied the Python code', 3000);
      break;
    case 'open predictions':
      await openBeside(panel, [await there(place.predictions)]);
      break;
    case 'use as catalogue':
      await run(Command.AddCatalog, await there(place.predictions));
      break;
    case 'sort':
      await run(Command.SortBy, { folder, order: { by: place.by ?? '', descending: true } });
      break;
    case 'search with it':
      if (place.model !== undefined) await run(Command.UseModel, { folder: place.model });
      break;
    case 'map':
      await run(Command.ShowMap, vscode.Uri.file(folder));
      break;
    case 'trust':
      await run('workbench.trust.manage');
  }
}

async function there(folder: string | undefined, name = ''): Promise<vscode.Uri> {
  if (folder === undefined) throw new Error('choose a model first');
  const file = path.join(folder, name);
  try {
    await fs.access(file);
  } catch (cause) {
    throw new Error(`${file} is not there any more`, { cause });
  }
  return vscode.Uri.file(file);
}

/** Runs a model on files of the folder. */
function snippet(folder: string, script: string): string {
  return [
    '# The model in onnxruntime; its own predict.py prepares the pictures. Needs numpy, onnxruntime, Pillow, astropy.',
    'import runpy',
    'from pathlib import Path',
    '',
    'import onnxruntime',
    '',
    `model = runpy.run_path(${JSON.stringify(script)})`,
    'session = onnxruntime.InferenceSession(model["FOLDER"] / model["CARD"]["model"])',
    'output = next(o.name for o in session.get_outputs() if o.name in ("probabilities", "value", "fractions"))',
    `files = [p for p in sorted(Path(${JSON.stringify(folder)}).iterdir()) if p.suffix in (".fits", ".jpg", ".png")]`,
    'for file in files[:10]:',
    '    (answer,) = session.run([output], {model["CARD"]["input"]["name"]: model["prepare"](file)[None]})',
    '    print(file.name, answer[0])',
    '',
  ].join('\n');
}
