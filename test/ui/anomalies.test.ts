import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky';
import { AnomaliesPanel } from '../harness/anomalies-panel';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 84;

describe('Inspect Anomalies', function () {
  this.bail(true); // each step builds on those before it
  const sky = [...generateSampleSky({ count: COUNT, size: 64, seed: 11 })];
  const classOf = new Map(sky.map(({ name, labels }) => [name, labels.class as string]));
  /** To this person edge-on galaxies are what counts. */
  const worth = (name: string) => (classOf.get(name) === 'edge-on' ? 5 : 0);
  const wanted = sky.filter(({ name }) => worth(name) > 0).length;
  const folder = temporaryWorkspace({
    ...Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])),
    '.vscode/settings.json': '{ "files.autoSave": "off" }',
  });
  const file = path.join(folder, 'ratings.csv');
  const rows = () => new Map(fs.readFileSync(file, 'utf8').trim().split('\n').slice(1).map((row) => row.split(',') as [string, string])); // prettier-ignore
  const vscode = useVscode({ workspace: () => folder });
  const panel = new AnomaliesPanel(() => vscode.workbench);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);
  const title = `Anomalies in ${path.basename(folder)}`;
  const left = () => panel.text('.batch-done .left');

  /** Rates what is shown large, by its key, and waits for the next. */
  async function rate(value: number): Promise<string> {
    const name = await panel.inspected();
    await press(String(value));
    await until(`${name} is rated`, () => assert.equal(rows().get(name), String(value)));
    return name;
  }

  async function rateBatch(): Promise<string[]> {
    const names: string[] = [];
    for (let i = 0; i < 10; i++) {
      names.push(await rate(worth(await panel.inspected())));
      if (i < 9) await until('the next', async () => assert.ok(!names.includes(await panel.inspected())));
    }
    // The next ten come by themselves: a key never rates the last one again.
    await until('the next batch', async () => assert.match(await left(), /^10 of 10 left/), 120_000);
    assert.ok(!names.includes(await panel.inspected()));
    return names;
  }

  it('says what to do where nothing is indexed', async () => {
    await vscode.workbench.runCommand('Morphoscope: Inspect Anomalies');
    await (await panel.find('.empty .index')).waitFor({ timeout: 120_000 });
    await vscode.workbench.tab(title).waitFor();
    assert.equal(await panel.text('.basis'), '0 galaxies');
    await vscode.workbench.screenshot('anomalies not indexed');
    await (await panel.find('.empty .index')).click();
    await panel.ranked(COUNT, 120_000);
  });

  it('asks about ten galaxies that differ, one of them large', async () => {
    assert.match(await panel.text('.basis'), /Nothing is rated yet: these ten represent/);
    const batch = await panel.listed();
    assert.equal(new Set(batch).size, 10);
    assert.equal(await panel.inspected(), batch[0]);
    await until('what is beside it', async () => {
      assert.equal(await (await panel.find('.neighbours canvas')).count(), 6);
      assert.ok((await (await panel.find('mini-map canvas')).boundingBox())!.width > 60);
    });
    await vscode.workbench.screenshot('anomalies first batch');
  });

  it('asks once where ratings are kept, and writes each at once', async () => {
    const first = await panel.inspected();
    await press(String(worth(first)));
    await vscode.workbench.pick('ratings.csv');
    await until('the first row', () => assert.equal(rows().get(first), String(worth(first))));
    assert.match(fs.readFileSync(file, 'utf8'), /^path,interest\n/);
    await until('the next', async () => assert.notEqual(await panel.inspected(), first));
    await until('it is counted', async () => assert.match(await left(), /^9 of 10 left/));
  });

  it('moves by arrows, skips by S, and takes a rating back by U', async () => {
    const batch = await panel.listed();
    const second = await panel.inspected();
    await press('ArrowRight');
    await until('the next', async () => assert.equal(await panel.inspected(), batch[2]));
    await press('ArrowLeft');
    await until('back', async () => assert.equal(await panel.inspected(), second));
    await press('s');
    await until('skipped', async () => assert.match(await left(), /^8 of 10 left/));
    assert.equal(await panel.inspected(), batch[2]);
    const name = await rate(3);
    await until('the next', async () => assert.equal(await panel.inspected(), batch[3]));
    await press('u');
    await until('taken back', () => assert.equal(rows().get(name), undefined));
    await until('it is looked at again', async () => assert.equal(await panel.inspected(), name));
    await press('Control+Shift+z');
    await until('and back', () => assert.equal(rows().get(name), '3'));
    await press('u');
    await until('taken back', () => assert.equal(rows().get(name), undefined));
  });

  it('learns from ten ratings: the ranking changes, and says why', async () => {
    while (!/^10 of 10/.test(await left())) {
      const name = await rate(worth(await panel.inspected()));
      await until('the next', async () => assert.notEqual(await panel.inspected(), name));
    }
    await until('another ten', async () => {
      await panel.settled();
      assert.match(await left(), /^10 of 10 left/);
    });
    await rateBatch();
    await panel.sort('interest');
    const before = await panel.listed();
    assert.match(
      await panel.text('learning-line .words'),
      /^19 rated · held-out error \d\.\d\d \(\d\.\d\d for the mean rating\)/,
    );
    await panel.sort('next');
    await rateBatch();
    await panel.sort('interest');
    await until('another ranking', async () => {
      await panel.settled();
      assert.notDeepEqual(await panel.listed(), before);
    });
    const first = (await panel.listed()).slice(0, 8);
    const found = first.filter((name) => worth(name) > 0).length;
    assert.ok(found >= 6, `${found} of the first 8 are edge-on, of ${wanted} in ${COUNT}`);
    await until('why', async () => assert.ok((await (await panel.find('.why canvas')).count()) >= 4));
    await until('the curve', async () => assert.match(await panel.text('learning-line .curve'), /the last ratings replaced \d+ % of the top 100/)); // prettier-ignore
    await vscode.workbench.screenshot('anomalies light');
  });

  it('looks at what is rated or similar, and comes back by Escape', async () => {
    const before = await panel.inspected();
    const button = (await panel.find('.why button')).first();
    const key = (await button.getAttribute('data-key'))!;
    await button.click();
    await until('the rated one', async () => assert.ok(key.startsWith(`${await panel.inspected()}[`)));
    if ((await panel.inspected()) !== before) await press('Escape');
    await (await panel.find('tile-grid .tile[data-index="0"]')).click();
  });

  it('follows the file as it is edited', async () => {
    const rated = [...rows().keys()];
    await vscode.workbench.chooseFromContextMenu('ratings.csv', 'Open to the Side');
    await vscode.workbench.tab('ratings.csv').waitFor();
    await vscode.workbench.page.locator('.monaco-editor .view-line').first().click();
    await vscode.workbench.page.keyboard.press('Control+Home');
    await vscode.workbench.page.keyboard.press('ArrowDown');
    await vscode.workbench.page.keyboard.press('Control+Shift+k');
    await until('one rating fewer', async () =>
      assert.match(await panel.text('learning-line .words'), new RegExp(`^${rated.length - 1} rated`)),
    );
    await vscode.workbench.page.keyboard.press('Control+z');
    await until('as before', async () =>
      assert.match(await panel.text('learning-line .words'), new RegExp(`^${rated.length} rated`)),
    );
    await vscode.workbench.screenshot('anomalies narrow');
    await vscode.workbench.tab('ratings.csv').click();
    await vscode.workbench.runCommand('View: Revert and Close Editor');
  });

  it('filters, hides what is rated, and finds what is similar', async () => {
    await (await panel.find('.unrated-only')).check();
    await panel.ranked(COUNT - rows().size);
    const input = await panel.find('filter-line input');
    await typeInto(input, 'interest is missing and dec > -90');
    await input.press('Enter');
    await panel.ranked(COUNT - rows().size);
    await (await panel.find('filter-line .clear')).click();
    await (await panel.find('.unrated-only')).uncheck();
    await panel.ranked(COUNT);
    const [first] = await panel.listed();
    await vscode.workbench.chooseFromMenu('Find Similar to This', async () => {
      await (await panel.find(`tile-grid .tile[data-path="${first}"]`)).click({ button: 'right' });
    });
    await new SimilarPanel(() => vscode.workbench).filled(first, COUNT);
    await vscode.workbench.runCommand('View: Close Editor');
  });

  it('saves the ranking with the ratings it came from', async () => {
    await (await panel.find('.tools .export')).click();
    const out = path.join(folder, 'ranking.csv');
    await vscode.workbench.answerFileDialog(out);
    await until('the whole file', () => assert.ok(fs.readFileSync(out, 'utf8').split('\n').length > COUNT));
    const [head, ...lines] = fs.readFileSync(out, 'utf8').trim().split(/\r?\n/);
    assert.deepEqual(head.split(','), ['path', 'hdu', 'ra', 'dec', 'rank', 'score', 'rating', 'mean', 'sd', 'acquisition', 'unusual', 'flags']); // prettier-ignore
    assert.equal(lines.length, COUNT);
    assert.equal(lines[0].split(',')[0], (await panel.listed())[0]);
    const rated = new Map(lines.map((line) => line.split(',')).filter((cells) => cells[6] !== '').map((cells) => [cells[0], Number(cells[6])])); // prettier-ignore
    assert.deepEqual(rated, new Map([...rows()].map(([name, value]) => [name, Number(value)])));
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('comes back after a reload of the window, and goes on', async () => {
    const before = await panel.listed();
    await vscode.workbench.reload();
    await panel.ranked(COUNT, 120_000);
    assert.equal(await (await panel.find('.sorts .interest')).getAttribute('aria-checked'), 'true');
    assert.deepEqual(await panel.listed(), before, 'the same ratings give the same ranking');
    await panel.sort('next');
    await rate(worth(await panel.inspected()));
  });

  it('says what it cannot learn from', async () => {
    const text = fs.readFileSync(file, 'utf8');
    const names = sky.slice(0, 12).map(({ name }) => name);
    fs.writeFileSync(file, `path,interest\n${names.map((name) => `${name},3`).join('\n')}\n`);
    await until('equal', async () => assert.match(await panel.text('.basis'), /All ratings are equal/));
    fs.writeFileSync(file, `path,interest\n${names.map((name, i) => `${name},${i % 6}`).join('\n')}\ngone.fits,4\n${names[0]},5\n`); // prettier-ignore
    await until('gone', async () => {
      assert.match(await panel.text('learning-line .words'), /1 rating of a galaxy that is not in the index/);
    });
    fs.writeFileSync(file, `path,interest\n${names.map((name) => `${name},lovely`).join('\n')}\n`);
    await until('no rating', async () => assert.match(await panel.text('.empty[role=alert] p'), /interest/));
    await vscode.workbench.screenshot('anomalies no rating');
    fs.writeFileSync(file, text);
    await panel.ranked(COUNT - rows().size);
  });

  for (const theme of themesToShow('dark', 'high contrast', 'high contrast light')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      await panel.sort('interest');
      await panel.ranked(COUNT);
      await until('why', async () => assert.ok((await (await panel.find('.why canvas')).count()) > 0));
      await vscode.workbench.screenshot(`anomalies ${theme}`);
    });
  }

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
