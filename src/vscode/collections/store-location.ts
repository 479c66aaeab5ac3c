import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { realPathOf } from '../../files';

/**
 * Where a folder's store lies: `.morphoscope` in it, or the extension's global storage where the folder cannot be
 * written to.
 */
export async function storeLocation(folder: string, globalStorage: vscode.Uri): Promise<string> {
  const inside = path.join(folder, '.morphoscope');
  const target = await fs.access(inside).then(
    () => inside,
    () => folder,
  );
  try {
    await fs.access(target, constants.W_OK);
    return inside;
  } catch {
    // Not writable: the reason the stand-in exists.
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    // Where VS Code keeps the extension's files is the person's to choose: by a link, too.
    return realPathOf(path.join(globalStorage.fsPath, 'stores', `${path.basename(folder)}-${name}`));
  }
}
