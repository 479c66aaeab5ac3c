import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const made: string[] = [];
process.once('exit', () => {
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
});

/**
 * Makes a throw-away workspace folder, removed when the test process ends. `files` maps paths inside it to their
 * content, or to a file to copy.
 */
export function temporaryWorkspace(files: Record<string, string | Uint8Array | { copyOf: string }> = {}): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-workspace-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'object' && 'copyOf' in content) fs.copyFileSync(content.copyOf, file);
    else fs.writeFileSync(file, content);
  }
  made.push(folder);
  return folder;
}
