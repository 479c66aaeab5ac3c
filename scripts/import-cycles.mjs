// Says which files of src/ and webview/ import one another in a circle, types included; none may: a file that is read first is found by
// following imports down. Fails where there is one.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './run.mjs';

const files = ['src', 'webview'].flatMap((folder) => typescriptIn(path.join(root, folder)));
const imports = new Map(files.map((file) => [file, importedBy(file)]));
const circles = circlesOf(imports);
for (const circle of circles)
  console.error(`import one another: ${circle.map((file) => path.relative(root, file)).join(', ')}`);
process.exitCode = circles.length > 0 ? 1 : 0;

function typescriptIn(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? typescriptIn(file) : entry.name.endsWith('.ts') ? [file] : [];
  });
}

function importedBy(file) {
  const { importedFiles } = ts.preProcessFile(fs.readFileSync(file, 'utf8'));
  const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
  return relative.flatMap((name) => {
    const target = path.resolve(path.dirname(file), name);
    return [`${target}.ts`, path.join(target, 'index.ts')].filter((one) => fs.existsSync(one)).slice(0, 1);
  });
}

/** Files that reach one another: the strongly connected components of more than one (Tarjan 1972, SIAM J. Comput. 1, 146). */
function circlesOf(graph) {
  const [index, low, stack, found] = [new Map(), new Map(), [], []];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const other of graph.get(file) ?? []) {
      if (!index.has(other)) visit(other);
      if (stack.includes(other)) low.set(file, Math.min(low.get(file), low.get(other)));
    }
    if (low.get(file) !== index.get(file)) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1) found.push(component);
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found;
}
