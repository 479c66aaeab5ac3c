import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Command } from 'commander';
import { anchorsOf, linksOf, pathsOf, proseOf } from './markdown';

const ROOT = path.resolve(__dirname, '../../..');
const load = createRequire(__filename);
const CLI = path.join(ROOT, 'src/cli');
const PAGES = ['docs', 'encoder-training', 'bench', 'media/walkthrough']
  .flatMap((folder) => fs.readdirSync(path.join(ROOT, folder), { encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .concat('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md')
  .filter((file) => file.endsWith('.md'));

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly languageModelTools: readonly { readonly toolReferenceName: string }[];
  };
}

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** The commands of the terminal with their subcommands: those that src/cli.ts adds to its program. */
function terminalCommands(): readonly string[] {
  const main = read('src/cli.ts');
  const names: string[] = [];
  for (const file of fs.readdirSync(CLI)) {
    const exported = load(path.join(CLI, file)) as Record<string, unknown>;
    for (const [name, make] of Object.entries(exported)) {
      if (!main.includes(`  ${name}(),\n`) || typeof make !== 'function') continue;
      const command = (make as () => unknown)();
      if (!(command instanceof Command)) continue;
      const subcommands = command.commands.map((one) => `${command.name()} ${one.name()}`);
      names.push(...(subcommands.length > 0 ? subcommands : [command.name()]));
    }
  }
  return names;
}

describe('the manual', () => {
  const { contributes } = JSON.parse(read('package.json')) as Manifest;

  it('describes every setting', () => {
    const page = read('docs/settings.md');
    const missing = Object.keys(contributes.configuration.properties).filter(
      (name) => !page.includes(`| \`${name}\` `),
    );
    assert.deepEqual(missing, []);
  });

  it('describes no setting that there is not', () => {
    const named = [...read('docs/settings.md').matchAll(/^\| `(morphoscope\.[\w.]+)`/gm)].map((match) => match[1]);
    assert.deepEqual(
      named.filter((name) => !(name in contributes.configuration.properties)),
      [],
    );
  });

  it('describes every command of the palette and the menus', () => {
    const page = read('docs/commands.md');
    const missing = contributes.commands.map(({ title }) => title).filter((title) => !page.includes(`**${title}**`));
    assert.deepEqual(missing, []);
  });

  it('describes every command of the terminal', () => {
    const page = read('docs/command-line.md');
    const names = terminalCommands();
    assert.ok(names.includes('index') && names.includes('encoders add'), 'the commands are found');
    assert.deepEqual(
      names.filter((name) => !page.includes(`| \`morphoscope ${name}\` `)),
      [],
    );
  });

  it('describes every tool for chat', () => {
    const page = read('docs/analysis.md');
    const missing = contributes.languageModelTools.filter(
      (tool) => !page.includes(`| \`#${tool.toolReferenceName}\` `),
    );
    assert.deepEqual(missing, []);
  });

  it('lists every page of docs/ in its index', () => {
    const listed = new Set(linksOf(read('docs/README.md')).map((link) => link.split('#')[0]));
    const pages = fs
      .readdirSync(path.join(ROOT, 'docs'))
      .filter((name) => name.endsWith('.md') && name !== 'README.md');
    assert.deepEqual(
      pages.filter((name) => !listed.has(name)),
      [],
    );
  });

  for (const page of PAGES) {
    it(`has no broken link in ${page}`, () => {
      const broken = linksOf(read(page)).filter((link) => {
        const [target, anchor] = link.split('#');
        const file = target ? path.join(ROOT, path.dirname(page), decodeURI(target)) : path.join(ROOT, page);
        if (!fs.existsSync(file)) return true;
        return anchor !== undefined && !anchorsOf(fs.readFileSync(file, 'utf8')).has(anchor);
      });
      assert.deepEqual(broken, []);
    });

    // Release notes speak of files as they were then.
    if (page === 'CHANGELOG.md') continue;
    it(`names only files that exist in ${page}`, () => {
      assert.deepEqual(
        pathsOf(proseOf(read(page))).filter((name) => !fs.existsSync(path.join(ROOT, name))),
        [],
      );
    });
  }
});

describe('the reader of Markdown for these tests', () => {
  it('finds relative links and anchors, and nothing in code', () => {
    const page =
      '# A _b_ c’s `d`!\n[x](y.md#z) ![p](q.png) [w](https://e.org)\n```sh\n[no](no.md) # no\n```\n## A\n## A\n';
    assert.deepEqual(linksOf(page), ['y.md#z', 'q.png']);
    assert.deepEqual([...anchorsOf(page)], ['a-b-cs-d', 'a', 'a-1']);
  });

  it('finds the paths of files that are named', () => {
    const page = '`src/a.ts`, `src/b/`, `npm run x`, `src/<name>.ts`, `src/*.ts` and `test/c.ts:3`';
    assert.deepEqual(pathsOf(page), ['src/a.ts', 'src/b/', 'test/c.ts']);
  });
});
