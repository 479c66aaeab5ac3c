import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { endpointOf, fetchEncoder, HUB, HubError, repositoryOf, tokenFor, ZOOBOT_ENCODERS, zoobotEncoder, DownloadProgress } from '../../../src/hub'; // prettier-ignore
import { retryAfter } from '../../../src/hub/request';
import { randomNumbers, temporaryFolder } from '../../galaxies';
import { HubServer, type Mischief } from '../../hub-server';

const REPOSITORY = 'mwalmsley/zoobot-encoder-convnext_nano';
const CONFIG = '{"architecture": "convnext_nano"}';
const random = randomNumbers(3);
const WEIGHTS = Uint8Array.from({ length: 300_000 }, () => Math.floor(256 * random()));
const [OWNER, NAME] = REPOSITORY.split('/');

describe('encoders from the Hub', () => {
  let folder: string;
  let remove: () => void;
  let hub: HubServer;
  beforeEach(async () => {
    ({ folder, remove } = temporaryFolder());
    hub = await HubServer.start();
    hub.add(REPOSITORY, { 'config.json': CONFIG, 'pytorch_model.bin': WEIGHTS, 'README.md': '' }, 'apache-2.0');
  });
  afterEach(async () => {
    await hub.stop();
    remove();
  });

  const downloads = () => path.join(folder, `${OWNER}--${NAME}`);
  const fetched = (options: Partial<Parameters<typeof fetchEncoder>[1]> = {}, repository = REPOSITORY) =>
    fetchEncoder(repositoryOf(repository)!, {
      endpoint: hub.address,
      downloads: folder,
      fetch,
      patience: 1,
      ...options,
    });
  const read = (name: string) => fs.readFileSync(path.join(downloads(), name));
  const whole = () => {
    assert.deepEqual(read('pytorch_model.bin'), Buffer.from(WEIGHTS));
    assert.equal(read('config.json').toString(), CONFIG);
    assert.deepEqual(fs.readdirSync(downloads()).sort(), ['config.json', 'pytorch_model.bin']);
  };
  const fails = async (reason: RegExp, kind: HubError['kind'], work = fetched()) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof HubError, String(error));
      assert.match(error.message, reason);
      assert.equal(error.kind, kind);
      return true;
    });

  it('are downloaded with their configuration, by way of the CDN, and say where they are from', async () => {
    const told: [number, number][] = [];
    const { licence, source, checked, folder: at } = await fetched({ onProgress: (...values) => told.push(values) });
    whole();
    assert.deepEqual([licence, checked, at], ['apache-2.0', true, downloads()]);
    assert.equal(source, `${hub.address}/${REPOSITORY} at 7d3a0bac2e4d`);
    const total = CONFIG.length + WEIGHTS.length;
    assert.ok(told.every(([done, of], i) => of === total && (i === 0 || done >= told[i - 1][0])));
    assert.equal(told.at(-1)![0], total);
    assert.equal(hub.askedFor('/cdn/' + REPOSITORY + '/pytorch_model.bin').length, 1);
    assert.equal(hub.askedFor('README.md').length, 0);
    await fetched();
    assert.equal(hub.askedFor('pytorch_model.bin').length, 2, 'what is there and right is not fetched again');
  });

  it('have safetensors where the repository has them', async () => {
    hub.add(REPOSITORY, { 'config.json': CONFIG, 'pytorch_model.bin': 'x', 'model.safetensors': WEIGHTS });
    assert.equal((await fetched()).licence, undefined);
    assert.deepEqual(fs.readdirSync(downloads()).sort(), ['config.json', 'model.safetensors']);
  });

  const INDEX = 'model.safetensors.index.json';
  const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const indexOf = (map: Record<string, unknown>) => JSON.stringify({ metadata: { total_size: 1 }, weight_map: map });
  const sharded = () => ({
    'config.json': CONFIG,
    [INDEX]: indexOf({ 'stem.weight': shards[0], 'stem.bias': shards[0], 'head.weight': shards[1] }),
    [shards[0]]: WEIGHTS,
    [shards[1]]: WEIGHTS.slice(0, 1000),
    'other.safetensors': 'is named by nothing',
  });

  it('have their weights in several files, each downloaded and checked as one is', async () => {
    const files = sharded();
    hub.add(REPOSITORY, files);
    hub.misbehave(`/cdn/${REPOSITORY}/${shards[0]}`, { cutAfter: 100_000 });
    hub.misbehave(`/cdn/${REPOSITORY}/${shards[1]}`, 'other bytes');
    await fails(/model-00002-of-00002\.safetensors: what was downloaded is not the file: its SHA-256/, 'wrong');
    const told: [number, number][] = [];
    await fetched({ onProgress: (...values) => told.push(values) });
    assert.deepEqual(fs.readdirSync(downloads()).sort(), ['config.json', ...shards, INDEX].sort());
    assert.deepEqual(read(shards[0]), Buffer.from(WEIGHTS));
    const asked = hub.askedFor(`/cdn/${REPOSITORY}/${shards[0]}`);
    assert.equal(asked.length, 2, 'it went on where it was cut, and what was there was not fetched again');
    assert.match(asked[1].range!, /^bytes=\d+-$/);
    const total = CONFIG.length + files[INDEX].length + WEIGHTS.length + 1000;
    assert.ok(told.every(([done, of], i) => of === total && (i === 0 || done >= told[i - 1][0])));
    assert.equal(told.at(-1)![0], total);
  });

  for (const [what, index, reason] of [
    ['climb out of the folder', indexOf({ a: '../../elsewhere.safetensors' }), /is wrong at "weight_map\.a": the name of/],
    ['climb by the other slash', indexOf({ a: '..\\\\elsewhere.safetensors' }), /the name of a safetensors file beside it/],
    ['have an absolute path', indexOf({ a: '/etc/model.safetensors' }), /the name of a safetensors file beside it/],
    ['are pickles', indexOf({ a: 'pytorch_model.bin' }), /the name of a safetensors file beside it/],
    ['are none', indexOf({}), /names no files/],
    ['are not in the repository', indexOf({ a: 'model-3.safetensors' }), /names model-3\.safetensors, which the repository does not have/],
    ['are no list', '{"weight_map": 3}', /is wrong at "weight_map"/],
    ['are no JSON', 'weights', /the index of weights cannot be read/],
  ] as const) {
    it(`are refused where the files of their index ${what}`, async () => {
      hub.add(REPOSITORY, { ...sharded(), [INDEX]: index });
      await fails(reason, 'wrong');
      assert.deepEqual(fs.readdirSync(downloads()), [INDEX]);
      assert.deepEqual(fs.readdirSync(folder), [path.basename(downloads())]);
      assert.equal(hub.askedFor('.safetensors').length, 0);
    });
  } // prettier-ignore

  it('in several files that a person has put there are taken when all of them are', async () => {
    const files = sharded();
    hub.add(REPOSITORY, files);
    await hub.stop();
    fs.mkdirSync(downloads(), { recursive: true });
    for (const name of ['config.json', INDEX, shards[0]] as const) fs.writeFileSync(path.join(downloads(), name), files[name]); // prettier-ignore
    await fails(/cannot be reached .* model\.safetensors\.index\.json with what it names/, 'unreachable');
    fs.writeFileSync(path.join(downloads(), shards[1]), files[shards[1]]);
    assert.equal((await fetched()).checked, false);
    hub = await HubServer.start();
  });

  describe('with a token', () => {
    const TOKEN = 'hf_secret';
    let cdn: HubServer;
    beforeEach(async () => {
      await hub.stop();
      cdn = await HubServer.start();
      hub = await HubServer.start({ token: TOKEN, cdn: cdn.address });
      for (const server of [hub, cdn]) server.add(REPOSITORY, { 'config.json': CONFIG, 'pytorch_model.bin': WEIGHTS });
    });
    afterEach(() => cdn.stop());

    it('come from repositories that are not everybody’s; servers of files do not see it', async () => {
      cdn.misbehave('/pytorch_model.bin', { cutAfter: 100_000 });
      await fetched({ token: tokenFor(hub.address, TOKEN) });
      whole();
      assert.ok(hub.asked.length >= 4 && hub.asked.every(({ authorization }) => authorization === `Bearer ${TOKEN}`));
      assert.deepEqual(cdn.asked.map(({ authorization, range }) => [authorization, range?.replace(/\d+/, 'n')]), [[undefined, undefined], [undefined, 'bytes=n-']]); // prettier-ignore
    });

    it('or without one: say what to do, and never the token', async () => {
      await fails(/sign in and accept its terms \(401\)\. Fetch /, 'forbidden');
      const token = tokenFor(hub.address, 'hf_another');
      await fails(/accept its terms \(403\): accept them on its page/, 'forbidden', fetched({ token }));
      await fetched({ token }).catch((error: HubError) => assert.ok(!error.message.includes('hf_another')));
    });

    it('is sent to the Hub’s own address alone, and never without encryption', () => {
      assert.deepEqual(tokenFor(`${HUB}/mirror`, ` ${TOKEN}\n`), { value: TOKEN, origin: HUB });
      for (const none of [undefined, '', ' ']) assert.equal(tokenFor(HUB, none), undefined);
      assert.throws(() => tokenFor('http://hub.example.org', TOKEN), /not sent to an address without encryption/);
      assert.throws(() => tokenFor(HUB, 'hf\nX-Other: 1'), (error: HubError) => /characters that no token has/.test(error.reason) && !error.message.includes('X-Other')); // prettier-ignore
    });
  });

  const overcome: [string, Mischief[], (rest: () => ReturnType<HubServer['askedFor']>) => void][] = [
    ['a cut connection', [{ cutAfter: 100_000 }], (asked) => {
      const [, second] = asked();
      const [, from] = /^bytes=(\d+)-$/.exec(second.range!)!;
      assert.ok(+from > 0 && +from <= 100_000, 'goes on where it was cut');
      assert.match(second.ifRange!, /^"[0-9a-f]{32}"$/);
    }],
    ['many of them', Array.from({ length: 12 }, () => ({ cutAfter: 20_000 })), (asked) => assert.equal(asked().length, 13)],
    ['a connection that hangs', [{ stallAfter: 1000 }], (asked) => assert.equal(asked()[1].range, 'bytes=1000-')],
    ['a server without ranges', [{ cutAfter: 100_000 }, 'ignores ranges'], (asked) => assert.equal(asked().length, 2)],
    ['a busy server', [{ status: 503 }, { status: 502 }], (asked) => assert.equal(asked().length, 3)],
    ['a server that asks for patience', [{ status: 429, headers: { 'retry-after': '0' } }], (asked) => assert.equal(asked().length, 2)],
    ['a part that the server does not have', [{ cutAfter: 1000 }, { status: 416 }], (asked) => assert.equal(asked().at(-1)!.range, undefined)],
  ]; // prettier-ignore
  for (const [what, mischief, check] of overcome) {
    it(`come whole in spite of ${what}`, async () => {
      const path = `/cdn/${REPOSITORY}/pytorch_model.bin`;
      hub.misbehave(path, ...mischief);
      await fetched({ stall: 300 });
      whole();
      check(() => hub.askedFor(path));
    });
  }

  it('go on in another session where one was cancelled, and begin anew where the file is another', async () => {
    const cancel = new AbortController();
    hub.misbehave('/pytorch_model.bin', 'ignores ranges', { stallAfter: 50_000 });
    const onProgress = (done: number) => done > CONFIG.length + 40_000 && cancel.abort();
    await assert.rejects(fetched({ signal: cancel.signal, onProgress }), { name: 'AbortError' });
    const part = path.join(downloads(), 'pytorch_model.bin.part');
    const { size } = fs.statSync(part);
    assert.ok(size > 40_000 - 1);
    await fetched();
    whole();
    assert.equal(hub.askedFor('/cdn/' + REPOSITORY + '/pytorch_model.bin').at(-1)!.range, `bytes=${size}-`);
    const other = WEIGHTS.slice().reverse();
    hub.add(REPOSITORY, { 'config.json': CONFIG, 'pytorch_model.bin': other });
    await fetched();
    assert.deepEqual(read('pytorch_model.bin'), Buffer.from(other));
  });

  for (const [what, does, reason] of [
    ['other bytes', 'other bytes', /SHA-256 is [0-9a-f]{12}…, and should be/],
    ['more bytes', 'too long', /300001 bytes, and should have 300000/],
  ] as const) {
    it(`are refused, and removed, where they are not what the Hub said: ${what}`, async () => {
      hub.misbehave('/cdn/' + REPOSITORY + '/pytorch_model.bin', does);
      await fails(reason, 'wrong');
      assert.deepEqual(fs.readdirSync(downloads()), ['config.json']);
      await fetched();
      whole();
    });
  }

  it('are refused where their configuration is not what the Hub said, which Git names by its SHA-1', async () => {
    hub.misbehave('/config.json', 'other bytes');
    await fails(/config\.json: what was downloaded is not the file: its SHA-1/, 'wrong');
  });

  it('are not there: says so, and does not try again', async () => {
    await fails(
      /none.*does not exist, or is one for which you must sign in.*\(401\)/,
      'forbidden',
      fetched({}, 'a/none'),
    );
    hub.misbehave('/pytorch_model.bin', { status: 404 });
    await fails(/no such file or repository \(404\)/, 'refused');
    assert.equal(hub.askedFor('/pytorch_model.bin').length, 1);
    hub.add('a/b', { 'config.json': CONFIG });
    await fails(
      /not in timm's layout: it has none of model\.safetensors, model\.safetensors\.index\.json, pytorch_model\.bin/,
      'wrong',
      fetched({}, 'a/b'),
    );
    hub.misbehave(`/api/models/${REPOSITORY}`, { status: 200 });
    await fails(/it is no JSON/, 'wrong');
  });

  it('are given up where a server stays busy, or asks for too much patience', async () => {
    hub.misbehave('/pytorch_model.bin', ...Array.from({ length: 9 }, () => ({ status: 500 })));
    await fails(/the server answers 500/, 'unreachable');
    assert.equal(hub.askedFor('/pytorch_model.bin').length, 5);
    hub.misbehave('/pytorch_model.bin', { status: 429, headers: { 'retry-after': '3600' } });
    await fails(/patience \(429\); it may be tried again in 3600 s/, 'unreachable');
  });

  it('offline: says which files to fetch and where to put them, and then takes them from there', async () => {
    await hub.stop();
    const main = `${hub.address}/${REPOSITORY}/resolve/main`;
    const said = fetched().then(
      () => '',
      (error: HubError) => error.message,
    );
    assert.match(await said, /the server cannot be reached \(ECONNREFUSED\)/);
    for (const text of [`${main}/config.json`, `${main}/pytorch_model.bin`, `put it into ${downloads()}`]) {
      assert.ok((await said).includes(text), await said);
    }
    fs.mkdirSync(downloads(), { recursive: true });
    fs.writeFileSync(path.join(downloads(), 'config.json'), CONFIG);
    await fails(/cannot be reached/, 'unreachable');
    fs.writeFileSync(path.join(downloads(), 'pytorch_model.bin'), WEIGHTS);
    const { checked, folder: at } = await fetched();
    assert.deepEqual([checked, at], [false, downloads()]);
    hub = await HubServer.start();
  });

  it('files put there by hand are compared with the Hub where it can be reached', async () => {
    fs.mkdirSync(downloads(), { recursive: true });
    fs.writeFileSync(path.join(downloads(), 'pytorch_model.bin'), WEIGHTS);
    await fetched();
    whole();
    assert.equal(hub.askedFor('/pytorch_model.bin').length, 0);
    fs.writeFileSync(path.join(downloads(), 'pytorch_model.bin'), 'something else');
    await fetched();
    whole();
  });
});

describe('addresses of the Hub', () => {
  it('names repositories as people write them', () => {
    const expected = { owner: OWNER, name: NAME };
    for (const text of [REPOSITORY, `hf_hub:${REPOSITORY}`, `hf-hub:${REPOSITORY}`, `${HUB}/${REPOSITORY}`, ` ${HUB}/${REPOSITORY}/tree/main `]) {
      assert.deepEqual(repositoryOf(text), expected, text);
    } // prettier-ignore
    for (const text of ['a', 'a/b/c', '../b', 'a/..', 'a/b--c', 'a b/c', 'https://example.org/a/b', '']) {
      assert.equal(repositoryOf(text), undefined, text);
    }
  });

  it('takes other servers with the same paths', () => {
    assert.equal(endpointOf(undefined), HUB);
    assert.equal(endpointOf('https://hub.example.org/mirror/'), 'https://hub.example.org/mirror');
    for (const text of ['ftp://a', 'hub', 'https://user:secret@a', 'https://a?b=c'])
      assert.throws(() => endpointOf(text), /address of the Hub/);
  });

  it("knows Zoobot's encoders by their names", () => {
    assert.equal(ZOOBOT_ENCODERS.length, 15);
    const nano = ZOOBOT_ENCODERS[1];
    for (const text of ['convnext_nano', 'zoobot:convnext_nano', 'zoobot-encoder-convnext_nano', REPOSITORY])
      assert.equal(zoobotEncoder(text), nano, text);
    assert.equal(zoobotEncoder('someone/zoobot-encoder-convnext_nano'), undefined);
    assert.equal(zoobotEncoder('convnext_huge'), undefined);
  });

  it('waits as servers ask', () => {
    assert.equal(retryAfter('120'), 120_000);
    assert.equal(retryAfter('Wed, 21 Oct 2015 07:28:00 GMT', Date.UTC(2015, 9, 21, 7, 27)), 60_000);
    assert.equal(retryAfter('soon'), undefined);
    assert.equal(retryAfter(null), undefined);
  });

  it('says how far a download is', () => {
    let now = 0;
    const progress = new DownloadProgress(() => now);
    assert.equal(progress.text(0, 60e6), '0.0 of 60.0 MB');
    now = 2000;
    assert.equal(progress.text(10e6, 60e6), '10.0 of 60.0 MB, 5.0 MB/s, 10 s left');
  });
});
