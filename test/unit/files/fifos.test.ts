import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../galaxies';

/** Whoever opens a file of a person's folder, each with the path that it is given. */
const READERS: Readonly<Record<string, string>> = {
  'a cutout': `require('../../../src/collection').readCutoutFile(at('fifo'))`,
  'parts of a file': `new (require('../../../src/files').FileSource)(at('fifo'), (file, reason) => new Error(reason))`,
  'weights of safetensors': `require('../../../src/weights/safetensors').openSafetensors(at('fifo'))`,
  'weights of PyTorch': `require('../../../src/weights/torch-file').openTorchFile(at('fifo'))`,
  'an index of weights': `require('../../../src/weights/sharded').openSharded(at('fifo'))`,
  'an index of shards': `require('../../../src/hub/shards').shardsOf(at('fifo'))`,
  'a downloaded file': `require('../../../src/hub/checked-file').wrongWith(at('fifo'), { sha256: 'x' })`,
  "an encoder's card": `require('../../../src/encoder').readEncoder(at('encoder'))`,
  "an encoder's network": `require('../../../src/encoder/session').EncoderSession.load({ card: { sha256: 'x' }, modelFile: at('fifo') }, 1)`,
  "an encoder's weights": `require('../../../src/encoder/session').EncoderSession.load({ card: { sha256: EMPTY, weights: {} }, modelFile: at('empty'), weightsFile: at('fifo') }, 1)`,
  'an ONNX file that is to be added': `require('../../../src/encoder/library').inspectSource(at('linked.onnx'))`,
  "timm's config": `require('../../../src/encoder/timm/config').readTimmConfig(at('timm'))`,
  'the default encoder': `require('../../../src/encoder/library/default-choice').readDefault(at('library'))`,
  'a fine-tuned model': `require('../../../src/training/finetune').readModel(at('encoder'))`,
  'a checkpoint': `require('../../../src/training/checkpoint').readCheckpoint(at('fifo'))`,
  'what has been decided of near-duplicates': `new (require('../../../src/engine/duplicates/decisions-file').DecisionsFile)(at('decisions')).read()`,
};

describe('a FIFO in the place of a file', function () {
  this.timeout(60_000);

  it('is refused by whoever reads files, and is not waited for', () => {
    const { folder, remove } = temporaryFolder();
    const at = (...names: string[]) => path.join(folder, ...names);
    try {
      const fifos = ['fifo', 'encoder/card.json', 'timm/config.json', 'library/default.json', 'linked.onnx', 'decisions/galaxy-duplicates.json']; // prettier-ignore
      for (const name of fifos) {
        fs.mkdirSync(path.dirname(at(name)), { recursive: true });
        assert.equal(spawnSync('mkfifo', [at(name)]).status, 0);
      }
      fs.writeFileSync(at('empty'), '');
      // Who waits for a FIFO in a call that blocks can be ended from outside alone.
      const code = `
        const at = (...names) => require('node:path').join(${JSON.stringify(folder)}, ...names);
        const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
        const readers = {${Object.entries(READERS)
          .map(([name, read]) => `${JSON.stringify(name)}: async () => ${read},`)
          .join('\n')}};
        (async () => {
          for (const [name, read] of Object.entries(readers)) {
            process.stdout.write(name + ': ');
            await read().then(() => console.log('read'), (error) => console.log(error.reason ?? error.message));
          }
        })();`;
      const { stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', code], {
        cwd: __dirname,
        encoding: 'utf8',
        timeout: 40_000,
      });
      const lines = stdout.trimEnd().split('\n');
      assert.equal(lines.length, Object.keys(READERS).length, `the last waited: ${stdout}${stderr}`);
      for (const line of lines) assert.match(line, /FIFO, not a file|is an \.onnx file, or a folder/);
    } finally {
      remove();
    }
  });
});
