// What CHANGELOG.md says of a version: the text below its heading `## VERSION (DATE)`.
// usage: node scripts/release-notes.mjs VERSION [--out FILE]
// With `v` before the version, as tags have it. Fails where the changelog has no such version, says nothing of it, or calls it unreleased,
// and where package.json is of another version.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isMain, root } from './run.mjs';

/**
 * @param {string} changelog
 * @param {string} version
 * @returns {{ date: string, notes: string }} the words in brackets of its heading, and what is below it
 * @throws Error where there is no such version, or nothing is said of it
 */
export function releaseNotes(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => new RegExp(`^\\[?${version.replaceAll('.', '\\.')}\\]?(\\s|$)`).test(one));
  if (section === undefined) throw new Error(`CHANGELOG.md has no version ${version}`);
  const [heading, ...lines] = section.split('\n');
  const notes = lines.join('\n').trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing of version ${version}`);
  return { date: /\(([^)]*)\)/.exec(heading)?.[1] ?? '', notes };
}

/** The notes of a release that may be made. @throws Error with the reason why it may not */
export function notesForRelease(tag, changelog, manifest) {
  const version = tag.replace(/^v/, '');
  if (manifest.version !== version) throw new Error(`package.json is of version ${manifest.version}, not ${version}`);
  const { date, notes } = releaseNotes(changelog, version);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date))
    throw new Error(`CHANGELOG.md gives version ${version} no date, but "${date}"`);
  return notes;
}

if (isMain(import.meta.url)) {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
  try {
    const notes = notesForRelease(positionals[0] ?? '', read('CHANGELOG.md'), JSON.parse(read('package.json')));
    if (values.out === undefined) console.log(notes);
    else fs.writeFileSync(values.out, `${notes}\n`);
  } catch (error) {
    console.error(`No release: ${error.message}.`);
    process.exitCode = 1;
  }
}
