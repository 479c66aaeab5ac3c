// Builds the package of the FITS reader, which others install without the extension: packages/fits/dist/ with ES modules, CommonJS and
// types, all made of src/fits/. usage: npm run fits-package
// `npm pack --dry-run` in packages/fits/ then lists what would be published, `npm publish` there publishes it.
import esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { isMain, root } from './run.mjs';

const folder = path.join(root, 'packages/fits');

/** Where the package is written; another folder for tests. */
export async function buildFitsPackage(out = path.join(folder, 'dist')) {
  fs.rmSync(out, { recursive: true, force: true });
  for (const format of ['esm', 'cjs']) {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['src/fits/index.ts'],
      outfile: path.join(out, format, 'index.js'),
      bundle: true,
      format,
      // Neither Node's modules nor the DOM: what asked for one would not be found.
      platform: 'neutral',
      target: 'es2023',
      external: ['fflate'],
      logLevel: 'warning',
    });
    const type = format === 'esm' ? 'module' : 'commonjs';
    fs.writeFileSync(path.join(out, format, 'package.json'), `${JSON.stringify({ type })}\n`);
  }
  writeTypes(path.join(out, 'esm'));
  fs.cpSync(path.join(out, 'esm'), path.join(out, 'cjs'), {
    recursive: true,
    filter: (file) => fs.statSync(file).isDirectory() || file.endsWith('.d.ts'),
  });
}

/** Writes declarations whose imports name files, as Node's resolution wants them. */
function writeTypes(outDir) {
  const { config } = ts.readConfigFile(path.join(folder, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const program = ts.createProgram(fileNames, { ...options, outDir });
  const { diagnostics } = program.emit();
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, ts.createCompilerHost(options)));
  for (const name of fs.readdirSync(outDir, { recursive: true }).filter((file) => file.endsWith('.d.ts'))) {
    const file = path.join(outDir, name);
    const text = fs.readFileSync(file, 'utf8');
    const named = text.replace(/((?:from|import\()\s*['"])(\.{1,2}\/[^'"]*)(['"])/g, (all, before, target, after) => {
      const found = [`${target}.js`, `${target}/index.js`].find((one) =>
        fs.existsSync(path.resolve(path.dirname(file), one.replace(/\.js$/, '.d.ts'))),
      );
      if (!found) throw new Error(`${name}: nothing is at ${target}`);
      return before + found + after;
    });
    fs.writeFileSync(file, named);
  }
}

if (isMain(import.meta.url)) {
  await buildFitsPackage();
  fs.copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
}
