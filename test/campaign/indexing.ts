import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { RepresentationStore } from '../../src/collection';
import { addEncoder } from '../../src/encoder/library';
import { ROOT } from '../built';
import { galaxyFits } from '../galaxies';
import { smallOnnx } from '../unit/encoder/small-onnx';
import { type Campaign, Victim } from './campaign';

const [FILES, PICTURES, DIMENSIONS, ENCODER] = [48, 96, 3, 'small'];
/** A run is killed within the time that a whole one takes, and a little more. */
const LONGEST_MS = 1800;
/** So many rounds, one run is let to its end, and the index must be the folder. */
const WHOLE_EVERY = 8;

/** `morphoscope index`, one process or two on one store, killed at any time, while files change, come, move and go. */
export const indexing: Campaign = {
  name: 'indexing',
  what: '`morphoscope index`, one process or two shares of it, killed at any time; files change, move and go between',
  rounds: 1000,
  async start(folder, random) {
    const [galaxies, library] = ['galaxies', 'library'].map((name) => path.join(folder, name));
    fs.mkdirSync(galaxies);
    const source = path.join(folder, 'small.onnx');
    fs.writeFileSync(source, smallOnnx());
    await addEncoder({ source, library, identity: { licence: 'MIT', id: ENCODER }, taken: [] }, { threads: 1 });
    const cli = (store: string, of: string, ...more: string[]) => {
      const options = ['--store', store, '--threads', '1', '--device', 'cpu', '--segment-rows', '5', ...more];
      const encoder = ['--encoder', path.join(library, ENCODER)];
      return Victim.command(process.execPath, path.join(ROOT, 'dist/cli.js'), 'index', of, ...encoder, ...options);
    };
    const read = async (store: string) => {
      const reports: string[] = [];
      const opened = await RepresentationStore.open(store, ENCODER, DIMENSIONS, (message) => reports.push(message));
      assert.deepEqual(reports, [], 'nothing is damaged');
      return opened;
    };

    // What each picture's representation is, by a run that nobody disturbs.
    const all = path.join(folder, 'all');
    fs.mkdirSync(all);
    const bytes = Array.from({ length: PICTURES }, (_, i) => galaxyFits(i + 1, 16));
    bytes.forEach((one, i) => fs.writeFileSync(path.join(all, `p${i}.fits`), one));
    await cli(path.join(folder, 'all-store'), all).end();
    const truth = new Map<string, Float32Array>();
    const reference = await read(path.join(folder, 'all-store'));
    for (const { block, row } of reference.places()) truth.set(block.rows[row].sha256, block.representation(row));
    assert.equal(truth.size, PICTURES);

    const digests = bytes.map((one) => createHash('sha256').update(one).digest('hex'));

    const store = path.join(folder, 'store');
    /** Which picture a file is. */
    const now = new Map<string, number>();
    const file = (name: string) => path.join(galaxies, name);
    const put = (name: string) => {
      const picture = random.integer(0, PICTURES - 1);
      fs.writeFileSync(file(name), bytes[picture]);
      now.set(name, picture);
    };
    for (let i = 0; i < FILES; i++) put(`g${i}.fits`);
    let before = new Map<string, string>();

    return async (round) => {
      for (let changes = random.integer(0, 4); changes > 0; changes--) {
        const name = `g${random.integer(0, FILES + 8)}.fits`;
        if (!now.has(name) || random.chance(0.5)) put(name);
        else if (random.chance(0.5) || now.size < FILES / 2) {
          const to = `m${round}-${changes}.fits`;
          fs.renameSync(file(name), file(to));
          now.set(to, now.get(name)!);
          now.delete(name);
        } else {
          fs.rmSync(file(name));
          now.delete(name);
        }
      }
      const whole = round % WHOLE_EVERY === WHOLE_EVERY - 1;
      const shares = !whole && random.chance(0.3) ? [['--shard', '0/2'], ['--shard', '1/2']] : [[]]; // prettier-ignore
      const runs = shares.map((share) => cli(store, galaxies, ...share));
      if (whole) await runs[0].end();
      else await Promise.all(runs.map((run) => run.killAfter(random.uniform(0, LONGEST_MS))));

      const opened = await read(store);
      const held = new Map<string, string>();
      for (const { block, row } of opened.places()) {
        const { path: name, sha256 } = block.rows[row];
        assert.deepEqual(block.representation(row), truth.get(sha256), `${name} has the representation of its bytes`);
        held.set(name, sha256);
      }
      // A file that is what the index has of it keeps its row, whatever was killed.
      for (const [name, sha256] of before) {
        const picture = now.get(name);
        if (picture !== undefined && digests[picture] === sha256)
          assert.equal(held.get(name), sha256, `${name} is there`);
      }
      if (whole) assert.deepEqual([...held.keys()].sort(), [...now.keys()].sort(), 'the index is the folder');
      before = held;
    };
  },
};
