import assert from 'node:assert/strict';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';

describe('the walkthrough', () => {
  const vscode = useVscode({ workspace: () => undefined });
  const page = () => vscode.workbench.page;

  it('leads from a folder to an analysis, a page beside each step', async () => {
    await vscode.workbench.extensionIsKnown();
    await vscode.workbench.runCommand('Welcome: Open Walkthrough...');
    await vscode.workbench.pick('First Minutes with Morphoscope');
    const steps = page().locator('.getting-started-step');
    await until('its steps', async () => assert.equal(await steps.count(), 5));
    for (const [title, words] of [
      ['Look at a galaxy', 'The FITS viewer'],
      ['Find similar galaxies', 'The galaxies most like one'],
      ['See them all on a map', 'All galaxies on a map'],
      ['Take them into your analysis', 'On to your own code'],
      ['Get a folder of galaxies', 'A folder of cutouts'],
    ]) {
      await steps.filter({ hasText: title }).first().click();
      await until(`the page of ${title}`, async () => {
        const frame = page().frames().find((one) => one.name() !== '' && one.url().includes('fake.html')); // prettier-ignore
        assert.ok((await frame?.locator('body').textContent())?.includes(words));
      });
    }
    for (const theme of themesToShow('light', 'dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await vscode.workbench.screenshot(`walkthrough ${theme}`);
    }
  });

  it('makes the sample workspace from its first step', async () => {
    await page().locator('.getting-started-step').getByText('Create Sample Workspace').click();
    await until('the dialog', async () =>
      assert.match(
        await page().locator('.quick-input-widget input.input').first().inputValue({ timeout: 1000 }),
        /^\//,
      ),
    );
    await page().keyboard.press('Escape');
  });
});
