// Lints texts as if each stood in a file. stdin: [{ file, code }]; stdout: the rules that each breaks.
// It runs with TSESTREE_SINGLE_RUN=false: where CI is set, typescript-eslint parses the files on the disk instead of
// the texts.
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const eslint = new ESLint({ cwd: root });
const rules = [];
for (const { file, code } of JSON.parse(await text(process.stdin))) {
  const [{ messages }] = await eslint.lintText(code, { filePath: path.join(root, file) });
  rules.push(messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(rules));
