import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 84;

describe('the page of tags', function () {
  this.bail(true); // each step builds on those before it
  const sky = [...generateSampleSky({ count: COUNT, size: 64, seed: 8 })];
  const of = (name: string) => sky.filter(({ labels }) => labels.class === name).map((one) => one.name);
  const tagged: [string, string][] = [
    ...of('ring').map((name, i): [string, string] => [name, i < 3 ? 'ringed; bright' : 'ring']),
    ...of('barred').map((name, i): [string, string] => [name, i < 2 ? 'Bar' : 'bar']),
    [of('merger')[0], 'odd'],
    ['elsewhere.fits', 'ringed'],
  ];
  const LABELS = [
    'file,tags,class',
    ...tagged.map(([name, tags], i) => `${name},${tags},${i % 5 ? (sky.find((one) => one.name === name)?.labels.class ?? '') : ''}`), // prettier-ignore
  ].join('\r\n');
  const folder = temporaryWorkspace({
    ...Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])),
    'labels.csv': LABELS,
    '.vscode/settings.json': '{ "files.autoSave": "off" }',
  });
  const file = path.join(folder, 'labels.csv');
  const text = () => fs.readFileSync(file, 'utf8');
  const vscode = useVscode({ workspace: () => folder });
  const similar = new SimilarPanel(() => vscode.workbench);
  const title = `Tags of ${path.basename(folder)}`;
  const frame = () => vscode.workbench.webview('tags-app');
  const find = async (selector: string) => (await frame()).locator(selector);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);

  /** Names and counts, from the top. */
  const rows = async () =>
    (await find('tag-table tbody tr')).evaluateAll((all) =>
      all.map((row): [string, number] => [
        row.querySelector('.label')!.textContent.trim(),
        Number(row.querySelector('td.count')!.textContent),
      ]),
    );
  const purities = async () =>
    (await (await find('tag-table td.purity')).allTextContents()).map((one) => one.replace(/\s+/g, ' ').trim());
  const pairs = async () => (await (await find('merge-list .pair')).allTextContents()).map((one) => one.replace(/\s+/g, ' ').trim()); // prettier-ignore
  const notice = async () => ((await (await find('.notice .words')).textContent()) ?? '').trim();
  const merged = LABELS.replaceAll('ringed', 'ring');
  const rings = of('ring').length;
  const bars = of('barred').length;

  it('says what to do where no label file is chosen', async () => {
    await vscode.workbench.runCommand('Morphoscope: Show Tags');
    await (await find('.empty .choose')).waitFor({ timeout: 120_000 });
    assert.match((await (await find('.empty')).textContent())!, /No label file is chosen/);
    await vscode.workbench.tab(title).waitFor();
    await vscode.workbench.screenshot('tags empty');
    await (await find('.empty .choose')).click();
    await vscode.workbench.pick('labels.csv');
  });

  it('shows the tags with their counts, and what may mean the same, before anything is indexed', async () => {
    await until('the tags', async () =>
      assert.deepEqual(await rows(), [
        ['#bar', bars - 2],
        ['#ring', rings - 3],
        ['#ringed', 4],
        ['#bright', 3],
        ['#Bar', 2],
        ['#odd', 1],
      ]),
    );
    assert.deepEqual(await pairs(), [
      `#ringed 4 into #ring ${rings - 3} · the same word with different endings`,
      `#Bar 2 into #bar ${bars - 2} · different in case only`,
    ]);
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await vscode.workbench.screenshot('tags not indexed');
  });

  it('shows examples and purities once galaxies are indexed', async () => {
    await (await find('.notice .index')).click();
    await until('purities', async () => {
      const [bar, ring, ringed, , , odd] = await purities();
      assert.match(bar, /^\d+ % .*chance \d+( at most \d+)?$/);
          assert.match(ring, /^\d+ % \d+ to \d+ chance \d+( at most \d+)?$/);
      assert.match(ringed, /^\d+ % .*chance \d+ at most 20$/);
      assert.equal(odd, '–');
    }, 120_000); // prettier-ignore
    await until('pictures', async () => {
      assert.equal(await (await find('tr[data-name=ring] cutout-picture canvas')).count(), Math.min(6, rings - 3));
      assert.equal(await (await find('tr[data-name=odd] cutout-picture canvas')).count(), 1);
    });
    assert.match((await (await find('.counted')).textContent())!, new RegExp(`6 tags · ${rings + bars + 1} galaxies`));
    await vscode.workbench.screenshot('tags light');
  });

  it('sorts by purity and by name, and back', async () => {
    await (await find('tag-table th.purity button')).click();
    const means = (await purities()).map((one) => (one === '–' ? -1 : parseInt(one)));
    assert.deepEqual(
      means,
      means.toSorted((a, b) => b - a),
    );
    assert.equal(await (await find('tag-table th.purity')).getAttribute('aria-sort'), 'descending');
    await (await find('tag-table th.name button')).click();
    const names = (await rows()).map(([name]) => name);
    assert.deepEqual(names.map((name) => String(name).toLowerCase()), ['#bar', '#bar', '#bright', '#odd', '#ring', '#ringed']); // prettier-ignore
    await (await find('tag-table th.count button')).click();
    assert.deepEqual((await rows())[0], ['#bar', bars - 2]);
  });

  it('merges a tag into another in the cells meant, and takes it back, by keyboard alone', async () => {
    await (await find('merge-list li[data-from=ringed] .merge')).focus();
    await press('Enter');
    await until('the file', () => assert.equal(text(), merged));
    await until('what was done', async () => assert.equal(await notice(), '#ringed is #ring now, in 4 rows.'));
    await until(
      'the tags',
      async () =>
      assert.deepEqual((await rows()).slice(0, 3), [['#ring', rings + 1], ['#bar', bars - 2], ['#bright', 3]]), // prettier-ignore
    );
    await vscode.workbench.screenshot('tags merged');
    // The button that takes it back has the focus.
    await press('Enter');
    await until('the file as it was', () => assert.equal(text(), LABELS));
    await until('the tags as they were', async () => assert.equal((await rows()).length, 6));
    await (await find('tag-table .label')).first().focus();
    await press('Control+Shift+z');
    await until('merged again', () => assert.equal(text(), merged));
    await press('Control+z');
    await until('and taken back again', () => assert.equal(text(), LABELS));
  });

  it('offers no more what is said not to be the same, until it is asked again', async () => {
    await (await find('merge-list li[data-from=Bar] .dismiss')).click();
    await until('one pair', async () => assert.equal((await pairs()).length, 1));
    assert.match((await (await find('merge-list .dismissed')).textContent())!, /1 pair is marked as not the same/);
    assert.equal(text(), LABELS);
    await (await find('merge-list .again')).click();
    await until('both', async () => assert.equal((await pairs()).length, 2));
    await (await find('merge-list li[data-from=Bar] .dismiss')).click();
    await until('one pair', async () => assert.equal((await pairs()).length, 1));
  });

  it('finds more of what carries a tag, and is reached from there', async () => {
    // A class of that name counts as one, as everywhere where a query is a tag.
    const carriers = LABELS.split('\r\n').filter((line) => /,ring(,|$)/.test(line));
    await (await find('tag-table .label')).first().focus();
    await press('ArrowDown');
    await press('Enter');
    await until('the query is the tag', async () => {
      const shown = await similar.frame();
      assert.equal((await shown.locator('h1 .name').textContent())?.trim(), '#ring');
      assert.match(
        (await shown.locator('.searched').textContent())!,
        new RegExp(`^\\s*${COUNT - carriers.length} most`),
      );
    });
    await vscode.workbench.screenshot('tags beside the similarity panel');
    await (await similar.frame()).locator('filter-line button.tags').click();
    await until('the page is in front', async () =>
      assert.equal(await vscode.workbench.tab(title).getAttribute('aria-selected'), 'true'),
    );
    assert.equal((await vscode.workbench.tabs()).filter((tab) => tab === title).length, 1);
    const other = vscode.workbench.tab('Similar to #ring');
    await other.click({ button: 'middle' });
    await other.waitFor({ state: 'detached' });
  });

  it('shows classes instead, which are not merged', async () => {
    await (await find('vscode-dropdown.column')).click();
    await (await find('vscode-dropdown.column vscode-option[value=class]')).click();
    await until('classes', async () => {
      const shown = (await rows()).map(([name]) => name);
      assert.deepEqual(new Set(shown), new Set(['ring', 'barred', 'merger']));
      assert.equal(await (await find('merge-list')).count(), 0);
    });
    await until('purities', async () => assert.match((await purities())[0], /^\d+ % /));
  });

  it('follows the file, is there again after a reload, in every theme', async () => {
    await vscode.workbench.reload();
    await until('classes again', async () => assert.ok((await rows()).some(([name]) => name === 'barred')));
    await (await find('vscode-dropdown.column')).click();
    await (await find('vscode-dropdown.column vscode-option[value=tags]')).click();
    await until('the dismissed pair stays so', async () => {
      assert.equal((await pairs()).length, 1);
      assert.match((await (await find('merge-list .dismissed')).textContent())!, /1 pair/);
    });
    fs.writeFileSync(file, LABELS.replace('odd', 'odd;lens'));
    await until('the new tag', async () => assert.ok((await rows()).some(([name]) => name === '#lens')));
    for (const theme of themesToShow('dark', 'high contrast', 'high contrast light')) {
      await vscode.workbench.setTheme(theme);
      await until('purities', async () => assert.match((await purities())[0], /^\d+ % /));
      await vscode.workbench.screenshot(`tags ${theme}`);
    }
    fs.writeFileSync(file, 'file,z\r\na.fits,0.1\r\n');
    await until('no tags', async () =>
      assert.match((await (await find('.empty')).textContent())!, /has no column of tags or classes/),
    );
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
