import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { pythonWithPackages, runPython } from '../python';

const COUNT = 720;

interface Label {
  file: string;
  class: string;
}

describe('from nothing to rings in a sample workspace', function () {
  this.bail(true); // each step builds on those before it
  const vscode = useVscode({ workspace: () => undefined });
  const panel = new SimilarPanel(() => vscode.workbench);
  const parent = temporaryWorkspace();
  const sample = path.join(parent, 'morphoscope-sample');
  let labels: Label[] = [];
  const classOf = (file: string) => labels.find((label) => label.file === file)?.class;
  const cutouts = () => labels.map(({ file }) => path.basename(file)).sort();

  it('says what to do where no folder is open', async () => {
    await vscode.workbench.runCommand('Morphoscope: Index Workspace');
    const message = await vscode.workbench.waitForNotification('Open a folder of galaxy cutouts first');
    await message.hover();
    await message.getByRole('button', { name: 'Open Folder…' }).waitFor();
    await message.getByRole('button', { name: 'Create Sample Workspace…' }).click();
    await vscode.workbench.answerFileDialog(`${parent}/`);
  });

  it('makes a sample workspace, and opens it', async () => {
    await vscode.workbench.waitForNotification('Making a synthetic sky', 120_000);
    const done = await vscode.workbench.waitForNotification('The sample workspace is in', 120_000);
    labels = Papa.parse<Label>(fs.readFileSync(path.join(sample, 'labels.csv'), 'utf8'), {
      header: true,
      skipEmptyLines: true,
    }).data;
    assert.equal(labels.length, COUNT);
    await done.hover();
    await vscode.workbench.navigating(() => done.getByRole('button', { name: 'Open', exact: true }).click());
    await vscode.workbench.file('cutouts').waitFor({ timeout: 120_000 });
  });

  it('indexes it at the person’s word, and says what came of it', async () => {
    await vscode.workbench.runCommand('Morphoscope: Index Workspace');
    await vscode.workbench.waitForNotification('Indexing morphoscope-sample', 120_000);
    await vscode.workbench.waitForNotification('720 galaxies indexed, 720 of them new', 120_000);
    await vscode.workbench.page.keyboard.press('Escape');
    await vscode.workbench.statusBarItem('720 galaxies').waitFor();
  });

  it('finds mostly rings by a ring', async () => {
    const ring = labels.find((label) => label.class === 'ring' && label.file.endsWith('.fits'))!;
    await vscode.workbench.goToFile(path.basename(ring.file));
    await vscode.workbench.runCommand('Morphoscope: Find Similar Galaxies');
    await panel.filled(path.basename(ring.file), COUNT);
    const found: (string | undefined)[] = [];
    for (let i = 0; i < 8; i++) found.push(classOf(await panel.pathOf(i)));
    assert.ok(found.filter((name) => name === 'ring').length >= 5, found.join(', '));
    await vscode.workbench.closeAllEditors();
  });

  it('asks with several files at once, and leaves them all out', async () => {
    await vscode.workbench.expandFolder('cutouts');
    const names = cutouts().slice(0, 3);
    await vscode.workbench.reveal(names[0]);
    await vscode.workbench.selectFiles(names);
    await vscode.workbench.chooseFromMenu('Find Similar Galaxies', () =>
      vscode.workbench.file(names[1]).click({ button: 'right' }),
    );
    const frame = await until('the panel is about them all', async () => {
      const found = await panel.frame();
      assert.match((await found.locator('h1').textContent()) ?? '', / and 2 more/);
      return found;
    });
    const title = (await frame.locator('h1').textContent())!.replace(/\s+/g, ' ').trim();
    await panel.filled(title, COUNT);
    assert.equal(await frame.locator('query-examples .example canvas').count(), 3);
    await frame.locator('tile-grid .scroll').focus();
    await vscode.workbench.page.keyboard.press('Control+a');
    await frame.locator('vscode-button.copy').click();
    await until('all neighbours are on the clipboard', async () => {
      const paths = (await vscode.workbench.clipboard()).split('\n');
      assert.equal(paths.length, 500);
      for (const name of names) assert.ok(!paths.includes(path.join(sample, 'cutouts', name)), `${name} is left out`);
    });
    await vscode.workbench.screenshot('several files');
  });

  it('copies the paths of the selected, or of all', async () => {
    const frame = await panel.frame();
    await (await panel.tile(1)).click();
    await (await panel.tile(3)).click({ modifiers: ['Control'] });
    await frame.locator('vscode-button.copy').click();
    const expected = [await panel.pathOf(1), await panel.pathOf(3)].map((file) => path.join(sample, file));
    await until('two paths', async () => assert.deepEqual((await vscode.workbench.clipboard()).split('\n'), expected));
    await (await panel.tile(0)).click();
    await vscode.workbench.page.keyboard.press('Control+c');
    const first = path.join(sample, await panel.pathOf(0));
    await until('one path', async () => assert.equal(await vscode.workbench.clipboard(), first));
    await vscode.workbench.page.keyboard.press('Escape');
    await frame.locator('vscode-button.copy').click();
    await until('all paths', async () => assert.equal((await vscode.workbench.clipboard()).split('\n').length, 500));
  });

  it('exports the list as CSV', async () => {
    const frame = await panel.frame();
    await frame.locator('vscode-button.export').click();
    const file = path.join(parent, 'neighbours.csv');
    await vscode.workbench.answerFileDialog(file);
    await until('the file is there', () => assert.ok(fs.existsSync(file)));
    const text = fs.readFileSync(file, 'utf8');
    assert.equal(text.split('\r\n')[0], 'path,hdu,similarity,ra,dec');
    const rows = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
    assert.equal(rows.length, 500);
    assert.equal(rows[0].path, await panel.pathOf(0));
    assert.equal(Number(rows[0].similarity).toFixed(3), await (await panel.tile(0)).locator('.score').textContent());
    for (const { ra, dec, hdu } of rows) {
      assert.ok(Number(ra) >= 0 && Number(ra) < 360 && Math.abs(Number(dec)) <= 90 && /^\d+$/.test(hdu));
    }
    await vscode.workbench.waitForNotification('500 neighbours are in neighbours.csv');
    await vscode.workbench.page.keyboard.press('Escape');
  });

  it('exports the list in the format that the file is named for', async () => {
    const frame = await panel.frame();
    for (const [name, start, item] of [
      ['neighbours.vot', '<?xml', '<TR>'],
      ['neighbours.reg', '# Region file format: DS9', 'circle('],
      ['neighbours.parquet', 'PAR1', undefined],
    ] as const) {
      await frame.locator('vscode-button.export').click();
      const file = path.join(parent, name);
      await vscode.workbench.answerFileDialog(file);
      await until(`${name} is there`, () => assert.ok(fs.existsSync(file)));
      await vscode.workbench.waitForNotification(`500 neighbours are in ${name}`);
      await vscode.workbench.page.keyboard.press('Escape');
      const text = fs.readFileSync(file, 'latin1');
      assert.ok(text.startsWith(start), text.slice(0, 100));
      if (item !== undefined) assert.equal(text.split(item).length, 501);
    }
  });

  it('copies Python code that loads the selected or all, in their order', async function () {
    const frame = await panel.frame();
    const code = async (pattern: RegExp) => {
      await frame.locator('vscode-button.python').click();
      return until('the code', async () => {
        const text = await vscode.workbench.clipboard();
        assert.match(text, pattern);
        return text;
      });
    };
    const all = await code(/^# Galaxies most similar to .*: 500\n[^]*similarity = /);
    assert.ok(all.length < 5000, 'a rule instead of 500 names');
    await (await panel.tile(1)).click();
    await (await panel.tile(4)).click({ modifiers: ['ControlOrMeta'] });
    const two = await code(/^# Galaxies most similar to .*: 2\n/);
    await frame.locator('tile-grid .scroll').focus();
    await vscode.workbench.page.keyboard.press('Escape');

    const python = pythonWithPackages(this);
    const load = (text: string) =>
      JSON.parse(
        runPython(
          python,
          `${text}\nprint("JSON" + shown[["path", "similarity"]].to_json(orient="values", double_precision=15))`,
        ).split('JSON')[1],
      ) as [string, number][];
    const listed = Papa.parse<Record<string, string>>(fs.readFileSync(path.join(parent, 'neighbours.csv'), 'utf8'), {
      header: true,
      skipEmptyLines: true,
    }).data;
    const loaded = load(all);
    assert.deepEqual(loaded.map(([file]) => file), listed.map((one) => one.path)); // prettier-ignore
    loaded.forEach(([, score], i) => assert.ok(Math.abs(score - Number(listed[i].similarity)) < 1e-12));
    assert.deepEqual(load(two).map(([file]) => file), [listed[1].path, listed[4].path]); // prettier-ignore
  });

  it('is reached by keyboard alone, and shows where it is', async () => {
    const frame = await panel.frame();
    /** The control that has the focus, through every shadow tree but the toolkit's own, and whether a ring shows it. */
    const focused = () =>
      frame.evaluate(() => {
        let control = document.activeElement!;
        while (control.shadowRoot?.activeElement && !control.tagName.startsWith('VSCODE-')) {
          control = control.shadowRoot.activeElement;
        }
        const drawn = control.matches('.scroll') ? control.querySelector('.tile.current')! : control;
        const ring = getComputedStyle(drawn).outlineStyle !== 'none';
        return { control: `${control.tagName.toLowerCase()} ${control.classList[0] ?? ''}`.trim(), ring };
      });
    await frame.locator('vscode-dropdown.stretch').focus();
    const order: Awaited<ReturnType<typeof focused>>[] = [];
    for (let i = 0; i < 11; i++) {
      order.push(await focused());
      await vscode.workbench.page.keyboard.press('Tab');
    }
    assert.deepEqual(
      order.map(({ control }) => control),
      [
        'vscode-dropdown stretch',
        'vscode-dropdown cuts',
        'vscode-dropdown colormap',
        'input',
        'vscode-button save',
        'vscode-button copy',
        'vscode-button python',
        'vscode-button export',
        'input',
        'button file',
        'div scroll',
      ],
    );
    assert.ok(
      [3, 8, 9, 10].every((i) => order[i].ring),
      'the slider, the filter, the label file and the grid show that they have the focus',
    );
  });

  /** Nothing of the header is wider than its place or lies over another part of it. */
  async function assertInOrder(): Promise<void> {
    const frame = await panel.frame();
    const faults = await frame.evaluate(() => {
      const root = document.querySelector('similar-app')!.shadowRoot!;
      const parts = [
        ...root.querySelectorAll(
          'query-examples, .about, .navigation, .choice, .save, .copy, .python, .export, filter-line, tile-grid',
        ),
      ];
      const boxes = parts.map((part) => ({ name: part.className || part.tagName, box: part.getBoundingClientRect() }));
      const cut = boxes.filter(({ box }) => box.left < 0 || box.right > innerWidth || box.width === 0);
      const over = boxes.flatMap(({ name, box: a }, i) =>
        boxes
          .slice(i + 1)
          .filter(({ box: b }) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          .map((other) => `${name} and ${other.name} lie over one another`),
      );
      return [...cut.map(({ name }) => `${name} is cut`), ...over];
    });
    assert.deepEqual(faults, []);
  }

  for (const theme of themesToShow('dark', 'high contrast', 'light')) {
    it(`holds together at every size, ${theme}`, async () => {
      await vscode.workbench.setTheme(theme);
      const frame = await panel.frame();
      for (const [key, side] of [
        ['Home', 64],
        ['End', 320],
      ] as const) {
        // prettier-ignore
        await frame.locator('input[type=range]').focus();
        await vscode.workbench.page.keyboard.press(key);
        await until('pictures of that size are drawn', async () => {
          assert.equal((await (await panel.tile(0)).boundingBox())?.width, side);
          const shown = await frame.locator('tile-grid .tile').count();
          assert.equal(await frame.locator('tile-grid .tile canvas').count(), shown);
        });
        await assertInOrder();
        await vscode.workbench.screenshot(`size ${side} ${theme}`);
      }
    });
  }

  it('opens its lists over the grid', async () => {
    const frame = await panel.frame();
    await frame.locator('vscode-dropdown.colormap').click();
    const last = frame.locator('vscode-dropdown.colormap vscode-option').last();
    await last.waitFor();
    await last.click({ trial: true }); // fails where something else lies over it
    await vscode.workbench.screenshot('list over the grid');
    await vscode.workbench.page.keyboard.press('Escape');
  });

  it('holds together in a third of the window', async () => {
    await vscode.workbench.runCommand('View: Three Columns Editor Layout');
    await until('the panel is narrow', async () => {
      const frame = await panel.frame();
      assert.ok((await frame.evaluate(() => innerWidth)) < 360);
      await assertInOrder();
    });
    await vscode.workbench.screenshot('three columns');
  });

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
