import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../src/encoder/bundled';
import { SimilarPanel } from '../harness/similar-panel';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import type { Workbench } from '../harness/workbench';
import { temporaryWorkspace } from '../harness/workspace';
import { galaxyFits } from '../galaxies';
import { HubServer } from '../hub-server';
import { referenceEncoder } from '../shared-data';
import { smallOnnx } from '../unit/encoder/small-onnx';

// So many that the change takes long enough to be looked at.
const COUNT = 400;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(3, '0')}.fits`);
const QUESTIONS = [{ name: 'vector', dims: ['N', 3] }, { name: 'classes', dims: ['N', 3] }]; // prettier-ignore

const row = (workbench: Workbench, text: string) =>
  workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();

/** Waits for the question of this title, and answers it; what is typed is checked before it is taken. */
async function answer(workbench: Workbench, title: string, text: string): Promise<void> {
  const question = workbench.page.locator('.quick-input-title').filter({ hasText: title });
  await question.waitFor({ timeout: 120_000 });
  await workbench.answerInput(text);
  await question.waitFor({ state: 'hidden', timeout: 120_000 });
}

describe('encoders', () => {
  const galaxies = Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48, 10 + (i % 48))]));
  const folder = temporaryWorkspace(galaxies);
  const elsewhere = temporaryWorkspace({ 'my net.onnx': smallOnnx({ outputs: QUESTIONS }) });
  const settings: Record<string, unknown> = {};
  let hub: HubServer;
  before(async function () {
    const reference = referenceEncoder(this, 'convnext_conv_mlp');
    const read = (name: string) => fs.readFileSync(path.join(reference, name));
    hub = await HubServer.start();
    hub.add('someone/Galaxy-Net', { 'config.json': read('config.json'), 'pytorch_model.bin': read('pytorch_model.bin') }, 'mit'); // prettier-ignore
    hub.misbehave('/cdn/someone/Galaxy-Net/pytorch_model.bin', { cutAfter: 100_000 });
    settings['morphoscope.hubEndpoint'] = hub.address;
  });
  after(() => hub?.stop());
  const vscode = useVscode({ workspace: () => folder, machineSettings: settings });
  const panel = new SimilarPanel(() => vscode.workbench);
  const tree = (text: string) => row(vscode.workbench, text);
  /** Of the first tiles: how many are drawn depends on the room that notices leave. */
  const scores = async () =>
    (await (await panel.frame()).locator('tile-grid .score').allTextContents()).slice(0, 14).map((text) => text.trim());
  const answering = () =>
    (JSON.parse(fs.readFileSync(path.join(folder, '.morphoscope/answering.json'), 'utf8')) as { encoder: string })
      .encoder;

  it('one is added from the Hub by its repository, in spite of a cut connection, and shown', async () => {
    const { workbench } = vscode;
    await workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await panel.filled(NAMES[0], COUNT);
    await workbench.runCommand('View: Show Morphoscope');
    await tree('Morphoscope encoder').waitFor();
    assert.match((await tree('Morphoscope encoder').textContent())!, /in use · 256 dimensions/);
    await workbench.runCommand('Morphoscope: Add Encoder');
    await workbench.pick('From the Hub');
    await answer(workbench, 'Add Encoder from the Hub', 'someone/None');
    await workbench.answerNotification('does not exist, or is one for which you must sign in', 'Enter Token…');
    await answer(workbench, 'Token of the Hub', 'hf_of-a-test');
    await workbench.waitForNotification('with the account of a token that may read it');
    assert.deepEqual(hub.askedFor('/someone/None').map(({ authorization }) => authorization), [undefined, 'Bearer hf_of-a-test']); // prettier-ignore
    await workbench.runCommand('Morphoscope: Add Encoder');
    await workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'ConvNeXt nano' }).first().waitFor(); // prettier-ignore
    await workbench.screenshot('add encoder light');
    await workbench.pick('From the Hub');
    await answer(workbench, 'Add Encoder from the Hub', 'someone/Galaxy-Net');
    await workbench.waitForNotification('someone/Galaxy-Net is added, with 48 dimensions', 120_000);
    await tree('someone/Galaxy-Net').waitFor();
    assert.equal(hub.askedFor('/cdn/someone/Galaxy-Net/pytorch_model.bin').length, 2, 'it went on');
  });

  it('the old one answers until the one that is used now has indexed everything', async () => {
    const { workbench } = vscode;
    const before = await scores();
    await workbench.answerNotification('someone/Galaxy-Net is added', 'Use It');
    await until('the change is shown, and who answers meanwhile', async () => {
      const changing = async () => (await tree('Changing to galaxy-net').textContent({ timeout: 500 }))!;
      assert.match(await changing(), new RegExp(`of ${COUNT} galaxies`));
      const [shown, encoder] = [await scores(), answering()];
      // What was read was read during the change.
      await changing();
      assert.deepEqual([shown, encoder], [before, BUNDLED_ENCODER]);
    });
    await workbench.waitForNotification(`${COUNT} galaxies are compared by galaxy-net now`, 120_000);
    await until('the panel follows', async () => assert.notDeepEqual(await scores(), before));
    await panel.filled(NAMES[0], COUNT);
    assert.equal(answering(), 'galaxy-net');
    assert.match((await tree('someone/Galaxy-Net').textContent())!, /in use/);
    await tree('galaxy-net · cpu').waitFor();
    await workbench.screenshot('encoders light');
  });

  it('an ONNX file is asked about where its graph leaves something open', async () => {
    const { workbench } = vscode;
    await workbench.runCommand('Morphoscope: Add Encoder');
    await workbench.pick('From an ONNX file');
    await workbench.answerFileDialog(path.join(elsewhere, 'my net.onnx'));
    await workbench.pick('vector');
    await answer(workbench, 'Under Which Licence', 'MIT');
    await answer(workbench, 'Name of the Encoder', 'My Net');
    await workbench.waitForNotification('My Net is added, with 3 dimensions', 120_000);
    await tree('My Net').waitFor();
    await workbench.chooseFromMenu('Open Card', () => tree('My Net').click({ button: 'right' }));
    await workbench.tab('card.json').waitFor();
    await workbench.chooseFromMenu('Remove…', () => tree('My Net').click({ button: 'right' }));
    await workbench.answerDialog('Remove');
    await tree('My Net').waitFor({ state: 'detached' });
  });

  it('after a reload the same one answers; back to the bundled one all is there already', async () => {
    const { workbench } = vscode;
    await workbench.tab('Similar to').click();
    await workbench.reload();
    await panel.filled(NAMES[0], COUNT);
    const before = await scores();
    // What a reload brings back last may take the focus, and a list of choices closes then.
    await until('the encoder is chosen', async () => {
      await workbench.runCommand('Morphoscope: Choose Encoder');
      await workbench.pick('Morphoscope encoder', 3000);
    });
    await until('the panel follows', async () => assert.notDeepEqual(await scores(), before), 120_000);
    assert.equal(answering(), BUNDLED_ENCODER);
    assert.deepEqual(workbench.webviewErrors, []);
  });
});

describe('encoders of a workspace that is not trusted', () => {
  const folder = temporaryWorkspace({ 'net.onnx': smallOnnx(), 'g.fits': galaxyFits(1) });
  const vscode = useVscode({ workspace: () => folder, trust: 'ask' });

  it('are not opened, and the message offers to manage trust', async () => {
    const { workbench } = vscode;
    await workbench.extensionIsKnown();
    await workbench.runCommand('Morphoscope: Add Encoder');
    await workbench.pick('From an ONNX file');
    await workbench.answerFileDialog(path.join(folder, 'net.onnx'));
    await workbench.answerNotification('No model from it is opened', 'Manage Workspace Trust');
    await workbench.page.getByText('You are in Restricted Mode').waitFor();
  });
});
