import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../built';

interface Addresses {
  home: string;
  issues: string;
  files: string;
  pictures: string;
}
interface PackageReadme {
  addresses: (manifest: { repository?: string | { url: string }; version: string }) => Addresses | undefined;
  forThePage: (markdown: string, to: Addresses | undefined) => string;
}

const load = () => import(pathToFileURL(path.join(ROOT, 'scripts/package-readme.mjs')).href) as Promise<PackageReadme>;
const read = (name: string) => fs.readFileSync(path.join(ROOT, name), 'utf8');

/** Where links and pictures lead, those of HTML and of definitions too; code is left out. */
function targetsOf(markdown: string): string[] {
  const text = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const patterns = [/\]\(\s*([^)\s]+)/g, /\b(?:src|srcset|href)="([^"]*)"/g, /^\[[^\]]+\]:\s*(\S+)/gm];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, target]) => target));
}

/** The anchors of a document's headings, as GitHub and the Marketplace make them. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase());
  return new Set(headings.map((heading) => `#${heading.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')}`));
}

describe('the README of the package', () => {
  for (const name of ['README.md', 'CHANGELOG.md'])
    for (const repository of [undefined, 'https://github.com/someone/sky.git'])
      it(`${name} ${repository ? 'leads to the repository' : 'has no relative link'}, and loses no word of a link`, async () => {
        const { addresses, forThePage } = await load();
        const text = read(name);
        const page = forThePage(text, addresses({ repository, version: '1.2.3' }));
        const anchors = anchorsOf(page);
        for (const target of targetsOf(page)) {
          if (target.startsWith('#')) assert.ok(anchors.has(target), target);
          else assert.match(target, /^https:\/\/[^/]+/);
          const inside = /^https:\/\/github\.com\/someone\/sky\/(?:blob|raw)\/v1\.2\.3\/([^#]*)/.exec(target);
          if (inside) assert.ok(fs.existsSync(path.join(ROOT, inside[1])), target);
        }
        if (repository) assert.equal(targetsOf(page).length, targetsOf(text).length);
        const words = [...text.matchAll(/(?<!!)\[([^[\]]+)\]\(/g)].map(([, link]) => link);
        for (const link of words) assert.ok(page.includes(link), link);
      });

  it('takes links and pictures apart as they are written, and leaves code alone', async () => {
    const { addresses, forThePage } = await load();
    const text = [
      '![one](docs/one.png) [two](docs/two.md#part) [![three](docs/three.png)](docs/three.md) [four](https://four.org) [five](#five)',
      '<img src="docs/six.png" width="5"> <a href="docs/seven.md">seven</a> `[eight](eight.md)`',
      '```',
      '[nine](nine.md)',
      '```',
    ].join('\n');
    const to = addresses({ repository: { url: 'git+https://github.com/a/b.git' }, version: '1.0.0' });
    const [files, pictures] = ['https://github.com/a/b/blob/v1.0.0', 'https://github.com/a/b/raw/v1.0.0'];
    assert.deepEqual(forThePage(text, to).split('\n'), [
      `![one](${pictures}/docs/one.png) [two](${files}/docs/two.md#part) [![three](${pictures}/docs/three.png)](${files}/docs/three.md) [four](https://four.org) [five](#five)`,
      `<img src="${pictures}/docs/six.png" width="5"> <a href="${files}/docs/seven.md">seven</a> \`[eight](eight.md)\``,
      '```',
      '[nine](nine.md)',
      '```',
    ]);
    assert.deepEqual(forThePage(text, undefined).split('\n'), [
      ' two  [four](https://four.org) [five](#five)',
      ' seven `[eight](eight.md)`',
      '```',
      '[nine](nine.md)',
      '```',
    ]);
  });

  it('knows an address from package.json alone', async () => {
    const { addresses } = await load();
    assert.equal(addresses({ version: '1.0.0' }), undefined);
    assert.deepEqual(addresses({ version: '1.0.0', repository: 'https://gitlab.com/a/b' }), {
      home: 'https://gitlab.com/a/b',
      issues: 'https://gitlab.com/a/b/-/issues',
      files: 'https://gitlab.com/a/b/-/blob/v1.0.0',
      pictures: 'https://gitlab.com/a/b/-/raw/v1.0.0',
    });
    assert.throws(() => addresses({ version: '1.0.0', repository: 'sky' }), /no https address/);
  });
});
