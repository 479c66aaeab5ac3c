// What of others the package holds, with the whole texts of their licences: the packages that esbuild puts into dist/, those that stay
// beside it, the libraries compiled into these, and what the bundled encoder began with. package.mjs puts it into the package.
// Fails where a licence is none of those that are allowed, or a text is missing.
// usage: npm run notices -- [--out FILE] [--release]   (--release fails where something that is known to be missing is missing still)
import esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { node, webview } from './bundles.mjs';
import { shippedModules } from './native-modules.mjs';
import { isMain, root } from './run.mjs';

/** Licences, by their SPDX identifiers, whose terms a package that is Apache-2.0 itself can meet by these notices. */
export const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'Zlib', 'IJG']);

const LICENCES = path.join(root, 'scripts/licences');

/** Texts of packages that are published without one: a file of licences/, written after the project's own repository. */
const TEXTS = {
  '@cornerstonejs/codec-libjpeg-turbo-8bit': 'cornerstone-codec.txt',
  '@microsoft/fast-element': 'fast.txt',
  '@microsoft/fast-foundation': 'fast.txt',
  '@microsoft/fast-web-utilities': 'fast.txt',
  'onnxruntime-common': 'onnxruntime.txt',
  'onnxruntime-node': 'onnxruntime.txt',
  'onnxruntime-web': 'onnxruntime.txt',
  saxes: 'saxes.txt',
};

/** Licences that a package.json names otherwise than SPDX does. */
const SAME_AS = { 'Apache 2.0': 'Apache-2.0' };

/** What is in the package and has no package.json: how it got there, its licences, and the file of licences/ with their texts. */
const PARTS = [
  {
    name: 'libjpeg-turbo',
    within: 'the WebAssembly of @cornerstonejs/codec-libjpeg-turbo-8bit',
    licences: ['IJG', 'BSD-3-Clause', 'Zlib'],
    file: 'libjpeg-turbo.txt',
  },
  {
    name: 'EfficientNet-Lite0',
    within: 'the bundled encoder, one of whose networks began as it',
    licences: ['Apache-2.0'],
    file: 'efficientnet-lite0.txt',
  },
];

/** The runtime says itself what it is made of, and under which terms; these are its words. */
const ONNX_RUNTIME = {
  name: 'What ONNX Runtime is made of',
  within: "onnxruntime-node's library and onnxruntime-web's WebAssembly",
  file: 'onnxruntime-third-party-notices.txt',
};

/** What is redistributed under terms of its maker, whose text has to be put into licences/ by hand. */
const BY_HAND = [
  {
    name: 'DirectML.dll',
    within: 'onnxruntime-node on Windows',
    file: 'directml.txt',
    reason:
      "Microsoft's terms for its redistribution are in the NuGet package Microsoft.AI.DirectML (LICENSE.txt): put them into scripts/licences/directml.txt",
  },
];
const isThere = ({ file }) => fs.existsSync(path.join(LICENCES, file));

/** What has no text yet: the notices say so, and a release fails. */
export const MISSING = BY_HAND.filter((part) => !isThere(part));

/** Folders of the packages that esbuild puts into dist/, relative to the checkout. */
async function bundledPackages() {
  const builds = [node, webview].map((config) =>
    esbuild.build({ ...config, sourcemap: false, write: false, metafile: true }),
  );
  const inputs = (await Promise.all(builds)).flatMap(({ metafile }) => Object.keys(metafile.inputs));
  return inputs.map(packageOf).filter((folder) => folder !== undefined);
}

/** `node_modules/@scope/name` of a file in it, within whichever other package it lies; undefined of the project's own. */
export function packageOf(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll('\\', '/'))?.[0];
}

/**
 * Name, version, licences and texts of a package.
 * @throws Error where its licence is not allowed, or there is no text of it
 */
export function noticeOf(folder, { texts = TEXTS, allowed = ALLOWED } = {}) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const { name, version } = manifest;
  const licence = SAME_AS[manifest.license] ?? manifest.license;
  if (typeof licence !== 'string' || !allowed.has(licence))
    throw new Error(`${name} ${version}: the licence ${JSON.stringify(manifest.license)} is none of those allowed`);
  const files = fs.readdirSync(path.join(root, folder)).filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices|copyrightnotice)/i.test(file)); // prettier-ignore
  const own = files.map((file) => fs.readFileSync(path.join(root, folder, file), 'utf8').trim());
  const given = texts[name] === undefined ? [] : [fs.readFileSync(path.join(LICENCES, texts[name]), 'utf8').trim()];
  const found = [...new Set([...own, ...given])].filter((text) => text !== '');
  if (found.length === 0) throw new Error(`${name} ${version}: no text of its licence ${licence}`);
  return { title: `${name} ${version} (${licence})`, texts: found };
}

/** Of something that has no package.json. */
function partNotice({ name, within, licences, file }) {
  for (const licence of licences ?? [])
    if (!ALLOWED.has(licence)) throw new Error(`${name}: the licence ${licence} is none of those allowed`);
  const named = licences ? `, ${licences.join(', ')}` : '';
  return {
    title: `${name} (in ${within}${named})`,
    texts: [fs.readFileSync(path.join(LICENCES, file), 'utf8').trim()],
  };
}

/** The whole file. @throws Error as `noticeOf` does */
export async function thirdPartyNotices() {
  const shipped = shippedModules().map((name) => `node_modules/${name}`);
  const folders = [...new Set([...(await bundledPackages()), ...shipped])].sort();
  // A package that lies twice in node_modules, in the same version, is told once.
  const notices = new Map(folders.map((folder) => noticeOf(folder)).map((notice) => [notice.title, notice]));
  const parts = [...PARTS, ONNX_RUNTIME, ...BY_HAND.filter(isThere)].map(partNotice);
  const missing = MISSING.map(({ name, within, reason }) => ({ title: `${name} (in ${within})`, texts: [reason] }));
  const head =
    'Morphoscope holds the work of others. Their names, their licences, and the whole texts of these follow.\n' +
    'This software is based in part on the work of the Independent JPEG Group.';
  const sections = [...notices.values(), ...parts, ...missing];
  const rule = '='.repeat(80);
  return [
    head,
    sections.map(({ title }) => `- ${title}`).join('\n'),
    ...sections.map(({ title, texts }) => `${rule}\n${title}\n${rule}\n\n${texts.join('\n\n')}`),
  ]
    .join('\n\n')
    .replaceAll('\r\n', '\n')
    .concat('\n');
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, release: { type: 'boolean', default: false } } });
  const text = await thirdPartyNotices();
  if (values.out !== undefined) fs.writeFileSync(values.out, text);
  console.log(`${text.split('\n').filter((line) => line.startsWith('- ')).length} entries, ${text.length} characters`); // prettier-ignore
  for (const { name, within, reason } of MISSING) console.warn(`No text of ${name}, in ${within}. ${reason}.`);
  if (values.release && MISSING.length > 0) process.exitCode = 1;
}
