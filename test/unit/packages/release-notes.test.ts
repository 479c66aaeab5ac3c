import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../built';

interface ReleaseNotes {
  releaseNotes: (changelog: string, version: string) => { date: string; notes: string };
  notesForRelease: (tag: string, changelog: string, manifest: { version: string }) => string;
}
const load = () => import(pathToFileURL(path.join(ROOT, 'scripts/release-notes.mjs')).href) as Promise<ReleaseNotes>;

const CHANGELOG = `# Changelog

## 1.10.0 (unreleased)

- Later.

## 1.1.0 (2026-03-04)

- New: one.
- New: two,
  in two lines.

### Fixed

- Three.

## 1.0.0 (2026-01-02)
`;

describe('the notes of a release', () => {
  it('are what the changelog says of that version, and of no other', async () => {
    const { notesForRelease } = await load();
    const notes = '- New: one.\n- New: two,\n  in two lines.\n\n### Fixed\n\n- Three.';
    assert.equal(notesForRelease('v1.1.0', CHANGELOG, { version: '1.1.0' }), notes);
    assert.equal(notesForRelease('1.1.0', CHANGELOG, { version: '1.1.0' }), notes);
  });

  const refused = [
    ['v1.1', '1.1.0', /of version 1\.1\.0, not 1\.1/],
    ['v2.0.0', '2.0.0', /has no version 2\.0\.0/],
    ['v1.0.0', '1.0.0', /says nothing of version 1\.0\.0/],
    ['v1.10.0', '1.10.0', /no date, but "unreleased"/],
    ['v1.1.0', '1.10.0', /of version 1\.10\.0, not 1\.1\.0/],
  ] as const;
  for (const [tag, version, reason] of refused)
    it(`are refused for the tag ${tag} of the version ${version}`, async () => {
      const { notesForRelease } = await load();
      assert.throws(() => notesForRelease(tag, CHANGELOG, { version }), reason);
    });

  it('are there for the version in package.json', async () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { notes } = (await load()).releaseNotes(fs.readFileSync(path.join(ROOT, 'CHANGELOG.md'), 'utf8'), version);
    assert.ok(notes.length > 100);
  });
});
