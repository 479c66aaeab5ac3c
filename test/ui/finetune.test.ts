import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky';
import { FinetuneWizard } from '../harness/finetune-panel';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 84;
const LABELLED = 70;
/** With a copy of one. */
const ALL = COUNT + 1;

describe('Fine-Tune on Labels', function () {
  this.bail(true); // each step builds on those before it
  const sky = [...generateSampleSky({ count: COUNT, size: 64, seed: 11 })];
  const labels = sky.slice(0, LABELLED - 1).map(({ name, labels: { class: kind } }, i) => {
    // Some were labelled in haste: the surest mistakes of the model are theirs.
    const edgeOn = (kind === 'edge-on') !== (i % 16 === 5);
    const shape = kind === 'edge-on' ? 'edge-on' : kind === 'elliptical' ? 'round' : 'disc';
    const tags = [shape, ...(i % 3 === 0 ? ['bright'] : [])].join(';');
    const votes = shape === 'disc' ? [3, 30, 2] : [28, 6, 1];
    return [name, shape, edgeOn ? 'yes' : 'no', 'galaxy', tags, (0.1 + 0.013 * i).toFixed(3), ...votes].join(',');
  });
  // The same galaxy twice, and labelled otherwise: never on both sides of a split.
  const copy = `copy-of-${sky[1].name}`;
  const question = 'smooth-or-featured';
  const columns = `path,shape,edge_on,same,tags,size,${question}_smooth,${question}_featured-or-disk,${question}_artifact`;
  const table = `${columns}\n${labels.join('\n')}\n${copy},disc,yes,galaxy,disc,0.5,3,30,2\n`;
  const folder = temporaryWorkspace({
    ...Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])),
    [copy]: sky[1].bytes,
    'labels.csv': table,
    'nobody.csv': 'path,shape\n' + Array.from({ length: 20 }, (_, i) => `nobody-${i}.fits,${i % 2 ? 'disc' : 'round'}\n`).join(''), // prettier-ignore
    '.vscode/settings.json': '{ "files.autoSave": "off" }',
  });
  const file = path.join(folder, 'labels.csv');
  const labelOf = (name: string) => fs.readFileSync(file, 'utf8').split('\n').find((row) => row.startsWith(`${name},`))?.split(',')[1]; // prettier-ignore
  const vscode = useVscode({ workspace: () => folder });
  const wizard = new FinetuneWizard(() => vscode.workbench);

  it('begins with a label file, which the explorer names', async () => {
    await vscode.workbench.runCommand('Morphoscope: Fine-Tune on Labels…');
    await (await wizard.find('.choose-labels')).waitFor({ timeout: 120_000 });
    await vscode.workbench.screenshot('finetune no labels');
    await vscode.workbench.closeAllEditors();
    await vscode.workbench.chooseFromContextMenu('labels.csv', 'Fine-Tune on Labels…');
    await wizard.shows('labels');
    await wizard.click('.index');
    await until('all are indexed', async () => assert.match(await wizard.text('.match'), /^70 galaxies with a label · 15 without/), 120_000); // prettier-ignore
  });

  it('recognises what a column is, and shows its classes', async () => {
    assert.equal(await (await wizard.find('.column')).inputValue(), 'shape');
    assert.equal(await (await wizard.find('.task')).inputValue(), 'classes');
    assert.equal(await (await wizard.find('.classes tbody tr')).count(), 3);
    assert.match(await wizard.text('.warnings'), /there more than once with different labels/);
    await wizard.drawn('labels-page');
    await vscode.workbench.screenshot('finetune labels light');
    await wizard.choose('edge_on', LABELLED);
    assert.equal(await (await wizard.find('.task')).inputValue(), 'binary');
    await wizard.learnAs('classes', LABELLED);
  });

  it('knows tags, numbers and vote counts for what they are', async () => {
    const task = async () => (await wizard.find('.task')).inputValue();
    await wizard.choose('tags', LABELLED);
    assert.equal(await task(), 'labels');
    assert.equal(await (await wizard.find('.classes tbody tr')).count(), 4);
    await wizard.choose('size', LABELLED);
    assert.equal(await task(), 'number');
    assert.match(await wizard.text('.found'), /From 0\.1 to 0\.984; mean/);
    await wizard.choose(`${question}_smooth`, LABELLED);
    assert.equal(await task(), 'votes');
    assert.equal(await (await wizard.find('.classes tbody tr')).count(), 3);
    await vscode.workbench.screenshot('finetune votes');
    await wizard.choose('edge_on', LABELLED);
  });

  it('says what cannot be learned: one class alone, names that are nobody’s', async () => {
    await wizard.choose('same', LABELLED);
    await until('one class', async () => assert.match(await wizard.text('.warnings'), /nothing to tell apart/));
    assert.ok(await (await wizard.find('.next')).evaluate((button) => button.hasAttribute('disabled')));
    await vscode.workbench.screenshot('finetune one class');
    await vscode.workbench.chooseFromContextMenu('nobody.csv', 'Fine-Tune on Labels…');
    await until('nobody', async () => assert.match(await wizard.text('.nobody'), /^None of the 20 rows matches a galaxy/)); // prettier-ignore
    await vscode.workbench.screenshot('finetune nobody');
    await vscode.workbench.runCommand('View: Close Editor');
    await wizard.choose('edge_on', LABELLED);
  });

  it('explains how it can be trained, and how long it will take', async () => {
    await wizard.click('.next');
    await wizard.shows('training');
    assert.ok(await (await wizard.find('.presets input')).first().isChecked(), 'the standard one');
    const estimate = () => wizard.text('.estimate');
    await until('an estimate', async () => assert.match(await estimate(), /^About/));
    const ofHead = await estimate();
    await wizard.click('.advanced-settings summary');
    const rate = await wizard.find('.learningRate');
    assert.ok(await rate.isDisabled(), 'of training step by step');
    await (await wizard.find('.depth input[value=all]')).check();
    await until('it can be changed', async () => assert.ok(await rate.isEnabled()));
    await until('it takes longer', async () => {
      assert.match(await estimate(), /^About/);
      assert.notEqual(await estimate(), ofHead);
    });
    await (await wizard.find('.depth input[value=head]')).check();
    await vscode.workbench.screenshot('finetune training light');
    const folds = await wizard.find('input.folds');
    await typeInto(folds, '1');
    await folds.blur();
    assert.equal(await folds.getAttribute('aria-invalid'), 'true');
    await typeInto(folds, '10');
    await folds.blur();
    assert.equal(await folds.getAttribute('aria-invalid'), 'false');
    const name = await wizard.find('input.name');
    assert.equal(await name.inputValue(), 'edge_on-1');
    await typeInto(name, '../elsewhere');
    assert.ok(await (await wizard.find('.start-run')).evaluate((button) => button.hasAttribute('disabled')));
    await typeInto(name, 'edges');
  });

  it('goes on after the window has been closed on it, while the label file is edited', async () => {
    await wizard.click('.start-run');
    await wizard.shows('run');
    await until('paused', async () => {
      // The engine may not know of the run yet.
      if (!/^paused/.test(await wizard.text('.now'))) await wizard.click('.pause');
      assert.match(await wizard.text('.now'), /^paused/);
    });
    await vscode.workbench.screenshot('finetune run paused');
    await vscode.workbench.reload();
    await until('it goes on, or is finished', async () => assert.ok((await (await wizard.find('run-page .resumed, report-page')).count()) > 0), 120_000); // prettier-ignore
    fs.appendFileSync(file, `${sky[LABELLED].name},disc,no,galaxy\n`);
    await wizard.shows('report', 240_000);
    assert.ok(fs.existsSync(path.join(folder, '.morphoscope/models/edges/model.onnx')));
  });

  it('reports how good it is, beside a baseline', async () => {
    assert.match(await wizard.text('.headline'), /^Balanced accuracy [01]\.?\d* \(/);
    assert.match(await wizard.text('.measures'), /raw pixels/);
    assert.match(await wizard.text('.tested'), /^\d+-fold cross-validation: each of \d+ galaxies was tested once/);
    assert.match(await wizard.text('.learning'), /^With \d+ training labels instead of \d+ the score/);
    assert.ok((await (await wizard.find('.chart svg[role=img]')).count()) >= 4);
    await vscode.workbench.screenshot('finetune report light');
    const before = await wizard.text('.at-threshold');
    const slider = await wizard.find('.threshold input');
    await slider.focus();
    await (await wizard.find('.charts')).scrollIntoViewIfNeeded();
    await vscode.workbench.screenshot('finetune charts light');
    for (let i = 0; i < 30; i++) await slider.press('ArrowLeft');
    await until('another threshold', async () => assert.notEqual(await wizard.text('.at-threshold'), before));
  });

  it('opens a cell of the confusion matrix, and relabels in the label file', async () => {
    const cell = (await wizard.find('.confusion button:enabled')).first();
    const galaxies = Number(await cell.textContent());
    await cell.focus();
    await cell.press('Enter');
    await wizard.drawn('.cell-galaxies');
    assert.match(await wizard.text('.cell-galaxies'), new RegExp(`^${galaxies} galax`));
    await (await wizard.find('.cell-galaxies')).scrollIntoViewIfNeeded();
    await vscode.workbench.screenshot('finetune confusion cell');
    const card = (await wizard.find('.cell-galaxies li')).first();
    const name = (await card.getAttribute('data-path'))!;
    const was = fs.readFileSync(file, 'utf8');
    await card.focus();
    await card.press('2');
    await until('it is yes now', () =>
      assert.ok(fs.readFileSync(file, 'utf8').includes(`${name},${labelOf(name)},yes,`)),
    );
    await vscode.workbench.page.keyboard.press('Control+z');
    await until('as before', () => assert.equal(fs.readFileSync(file, 'utf8'), was));
  });

  it('predicts the whole collection as a table that filters know', async () => {
    await wizard.click('.to-use');
    await wizard.shows('use');
    await wizard.click('.predict');
    await until('predictions', async () => assert.match(await wizard.text('.predicted'), /^85 galaxies are in labels-edges-predictions\.csv: /)); // prettier-ignore
    const rows = fs.readFileSync(path.join(folder, 'labels-edges-predictions.csv'), 'utf8').trim().split(/\r?\n/);
    assert.equal(rows.length, ALL + 1);
    assert.match(rows[0], /prediction.*p_yes/);
    await wizard.click('.catalogue');
    await until('a catalogue', () => assert.match(fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8'), /labels-edges-predictions\.csv/)); // prettier-ignore
    await until('known to filters', async () => assert.equal(await wizard.text('.catalogue'), 'Used in filters'));
    await wizard.click('.sort');
    const grid = new SimilarPanel(() => vscode.workbench);
    const best = rows.slice(1).map((row) => row.split(',')).sort((a, b) => Number(b.at(-1)) - Number(a.at(-1))); // prettier-ignore
    await until('the surest first', async () => assert.equal(await grid.pathOf(0), best[0][0]));
    assert.equal((await (await grid.frame()).locator('h1').textContent())?.trim(), 'Galaxies by p_yes');
    await vscode.workbench.screenshot('sorted by a prediction');
    await (await grid.frame()).locator('.direction').click();
    await until('the least first', async () => assert.equal(await grid.pathOf(0), best.at(-1)![0]));
    await vscode.workbench.runCommand('View: Close Editor');
    await wizard.click('.copy-python');
    await until('Python', async () =>
      assert.match(await vscode.workbench.clipboard(), /onnxruntime\.InferenceSession/),
    );
  });

  it('asks for the labels that it needs most, and writes them by keys', async () => {
    await wizard.click('.ask-next');
    await wizard.drawn('.label-next');
    const card = (await wizard.find('.label-next li')).first();
    const name = (await card.getAttribute('data-path'))!;
    assert.equal(labelOf(name), undefined, 'it has no label yet');
    await card.focus();
    await card.press('1');
    await until('a row of its own', () =>
      assert.match(fs.readFileSync(file, 'utf8'), new RegExp(`^${name},,no,*$`, 'm')),
    );
    await vscode.workbench.screenshot('finetune use light');
  });

  it('keeps the best of a training that is stopped, and nothing of one that is dropped', async function () {
    this.timeout(600_000);
    await wizard.go('labels');
    await wizard.go('training');
    await (await wizard.find('.depth input[value=all]')).check();
    await wizard.click('.advanced-settings summary');
    for (const option of ['epochs', 'patience']) {
      const field = await wizard.find(`input.${option}`);
      await typeInto(field, '5000');
      await field.blur();
    }
    const models = path.join(folder, '.morphoscope/models');
    for (const name of ['stopped', 'dropped']) {
      if (name === 'dropped') await wizard.go('training');
      await typeInto(await wizard.find('input.name'), name);
      await wizard.click('.start-run');
      await wizard.shows('run');
      await until(
        'a curve',
        async () => assert.ok((await (await wizard.find('run-page .charts')).count()) > 0),
        240_000,
      );
      if (name === 'stopped') {
        await vscode.workbench.screenshot('finetune curves');
        await wizard.click('.stop');
        await wizard.shows('report', 240_000);
        assert.match(await wizard.text('.stopped'), /^Training was stopped by hand/);
        assert.ok(fs.existsSync(path.join(models, name, 'model.onnx')));
        continue;
      }
      await wizard.click('.drop');
      await until('no run', async () => assert.match(await wizard.text('run-page .none'), /Nothing is being trained/));
      assert.deepEqual(fs.readdirSync(models).sort(), ['edges', 'stopped']);
    }
  });

  it('indexes and searches with what a model has learned to see, while the old index answers', async () => {
    await wizard.go('report');
    await (await wizard.find('select.model')).selectOption('stopped');
    await wizard.go('use');
    await wizard.click('.search-with');
    const settings = () => fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8');
    await until('the workspace’s encoder', () =>
      assert.match(settings(), /"morphoscope.encoder": "stopped-[0-9a-f]{8}"/),
    );
    await vscode.workbench.runCommand('View: Show Morphoscope');
    const line = (text: string | RegExp) => vscode.workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first(); // prettier-ignore
    await line(/stopped-[0-9a-f]{8} · cpu/).waitFor({ timeout: 120_000 });
    await line(/edges.*edge_on · balanced accuracy [01]\.\d{3}/).waitFor({ timeout: 120_000 });
    await vscode.workbench.screenshot('models in the view');
    await vscode.workbench.runCommand('View: Show Explorer');
  });

  it('says what has gone since', async () => {
    await wizard.go('labels');
    fs.rmSync(path.join(folder, sky[0].name));
    await until('a row without a galaxy', async () => assert.match(await wizard.text('.match'), /1 labelled rows? without a galaxy/)); // prettier-ignore
    await wizard.go('report');
    await until('the report is still there', async () =>
      assert.match(await wizard.text('.headline'), /Balanced accuracy/),
    );
  });

  for (const theme of themesToShow('dark', 'high contrast', 'high contrast light')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      for (const page of ['labels', 'training', 'report', 'use'] as const) {
        await wizard.go(page);
        if (page === 'labels') await wizard.drawn('labels-page');
        await vscode.workbench.screenshot(`finetune ${page} ${theme}`);
        if (page !== 'report') continue;
        await (await wizard.find('.mistakes')).scrollIntoViewIfNeeded();
        await wizard.drawn('.mistakes');
        await vscode.workbench.screenshot(`finetune mistakes ${theme}`);
      }
    });
  }

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
