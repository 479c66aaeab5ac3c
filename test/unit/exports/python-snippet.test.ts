import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { RepresentationStore, type Place } from '../../../src/collection';
import {
  type ListRule,
  type NamedCutout,
  type PythonList,
  pythonSnippet,
  ruleOfNearest,
  ruleOfSome,
} from '../../../src/exports/python';
import { findNeighbours, queryVector } from '../../../src/similarity';
import { randomNumbers, temporaryFolder } from '../../galaxies';
import { plainPython, pythonWithPackages, runPython } from '../../python';
import { row } from '../collection/rows-of';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const cutout = (file: string, hdu = 0): NamedCutout => ({ path: file, hdu });
const many = (count: number, folder = '') =>
  Array.from({ length: count }, (_, i) => cutout(`${folder}g${i + 1000}.fits`));

describe('which rule says a list of cutouts', () => {
  it('is by name of few, and of most of a folder that folder and what is not meant', () => {
    const all = [...many(200, 'a/'), ...many(150, 'b/'), ...many(9, 'c/')];
    const kind = (some: readonly NamedCutout[]) => {
      const rule = ruleOfSome(some, all, sha256);
      return rule.kind === 'all' ? [rule.within, rule.but.length] : [rule.kind];
    };
    assert.deepEqual(kind(all), ['', 0]);
    assert.deepEqual(kind(all.slice(3).reverse()), ['', 3]);
    assert.deepEqual(kind(all.slice(0, 200)), ['a/', 0]);
    assert.deepEqual(kind(all.slice(210, 345)), ['b/', 15]);
    assert.deepEqual(kind(all.slice(0, 60)), ['named']);
    assert.deepEqual(kind(all.slice(350)), ['named']);
  });

  it('of neighbours is their ranking only where that is clear', () => {
    const ranked = (similarities: readonly number[]) =>
      similarities.map((similarity, i) => ({ ...cutout(`g${i + 1000}.fits`), similarity }));
    const falling = Array.from({ length: 80 }, (_, i) => 1 - i / 100);
    const kind = (similarities: readonly number[], next?: number) =>
      ruleOfNearest(
        [cutout('q.fits')],
        ranked(similarities),
        next === undefined ? undefined : { ...cutout('z.fits'), similarity: next },
        sha256,
      ).kind;
    assert.equal(kind(falling), 'nearest');
    assert.equal(kind(falling, 0.1), 'nearest');
    assert.equal(kind(falling, falling[79]), 'named', 'which of two equals is shown is no rule');
    assert.equal(kind(falling.with(4, falling[5])), 'nearest', 'copies are in the order of their paths');
    assert.equal(kind(falling.with(5, falling[4] - 1e-13)), 'named', 'nearer than numpy can be trusted to tell');
    assert.equal(kind(falling.slice(0, 20)), 'named');
  });
});

describe('Python that loads a list', function () {
  this.timeout(400_000);
  const scene: Omit<PythonList, 'rule'> = { title: 'Galaxies\nos.abort()', folder: '/data/"sky" é', segments: '/s\\t' };

  it('is Python, whatever files are called, and means those files', function () {
    const python = plainPython(this);
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
      fc.string({ unit: fc.constantFrom(...'"\'\\\n\t #{}é'), minLength: 1, maxLength: 5 }),
      fc.constantFrom('a.fits', 'b/c.fits', '"""', '\\'),
    );
    const cutouts = fc.array(fc.record({ path: name, hdu: fc.constantFrom(0, 0, 0, 3) }), {
      minLength: 1,
      maxLength: 6,
    });
    const rules = fc.sample(
      fc.oneof(
        cutouts.map((all): ListRule => ({ kind: 'named', cutouts: all.map((one) => ({ ...one, similarity: 0.25 })) })),
        fc.tuple(name, cutouts).map(([within, but]): ListRule => ({ kind: 'all', within, but, sha256: '0' })),
        cutouts.map((query): ListRule => ({ kind: 'nearest', query, count: 9, sha256: '0' })),
      ),
      { numRuns: 300, seed: 3 },
    );
    const { folder, remove } = temporaryFolder();
    try {
      const file = path.join(folder, 'snippets.json');
      fs.writeFileSync(file, JSON.stringify(rules.map((rule) => pythonSnippet({ ...scene, rule }))));
      const read = JSON.parse(
        runPython(
          python,
          `
import ast, json, sys
found = []
for text in json.load(open(sys.argv[1], encoding="utf-8")):
    names = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") in ("folder", "wanted", "left_out", "query"):
            exec(compile(ast.Module([statement], []), "snippet", "exec"), names)
    chosen = names.get("wanted") or names.get("left_out") or names["query"]
    found.append([names["folder"], sorted(chosen)])
print(json.dumps(found))`,
          [file],
        ),
      ) as [string, [string, number][]][];
      rules.forEach((rule, i) => {
        const expected = rule.kind === 'named' ? rule.cutouts : rule.kind === 'all' ? rule.but : rule.query;
        const pairs = expected.map((one) => JSON.stringify([one.path, one.hdu]));
        assert.equal(read[i][0], scene.folder);
        const meant = read[i][1].map((pair) => JSON.stringify(pair));
        assert.deepEqual([...new Set(meant)].sort(), [...new Set(pairs)].sort());
      });
    } finally {
      remove();
    }
  });

  describe('of a real store', () => {
    const D = 16;
    let folder: string;
    let remove: () => void;
    let store: RepresentationStore;

    before(async () => {
      ({ folder, remove } = temporaryFolder());
      store = await RepresentationStore.open(path.join(folder, '.morphoscope'), 'enc', D, assert.fail);
      const random = randomNumbers(5);
      const vectors = (count: number) => Float32Array.from({ length: count * D }, () => 2 * random() - 0.7);
      const put = (files: readonly string[], hdus = [0], values = vectors(files.length * hdus.length)) =>
        store.put(
          files.flatMap((file) => hdus.map((hdu) => row(file, { hdu }))),
          values,
        );
      const names = (from: number, count: number, below: string) =>
        Array.from({ length: count }, (_, i) => `${below}/g${from + i}.fits`);
      put(names(0, 90, 'a'));
      await store.flush();
      // Some again, of other pixels; copies of one galaxy; names of every kind; files with several images.
      put(names(10, 20, 'a'));
      const twin = vectors(1);
      put(['b/twin2.fits', 'b/twin1.fits'], [0], Float32Array.from([...twin, ...twin]));
      put(
        ['b/ä "q" \\ 𝒢.fits', 'b/.fits', 'zero.fits'],
        [0],
        Float32Array.from([...vectors(2), ...new Float32Array(D)]),
      );
      put(names(500, 20, 'c'), [1, 2]);
      await store.flush();
      store.remove('a/g5.fits');
      store.remove('a/g15.fits');
      put(['a/g6.fits']);
      await store.flush();
    });
    after(() => remove());

    const refOf = ({ block, row: at }: Place) => cutout(block.rows[at].path, block.rows[at].hdu);
    const located = () => ({
      title: 'What is shown',
      folder,
      segments: path.join(folder, '.morphoscope/encoders/enc/segments'),
    });

    /** Runs a snippet and returns what it has loaded. */
    function load(python: string, code: string, columns = '[]') {
      const program = `${code}\nimport json\nassert not {"segment", "removed", "removed_at"} & set(shown)\nprint("JSON" + json.dumps([list(zip(shown["path"], shown["hdu"].tolist())), shown["similarity"].tolist() if "similarity" in shown else [], X.tolist(), str(X.dtype), shown[${columns}].fillna("").values.tolist(), shown["file"].tolist()]))`;
      const [cutouts, similarities, X, type, labels, files] = JSON.parse(
        runPython(python, program).split('JSON')[1],
      ) as [[string, number][], number[], number[][], string, unknown[][], string[]];
      assert.equal(type, 'float32');
      cutouts.forEach(([file, hdu], i) => {
        const place = store.place(file, hdu)!;
        assert.deepEqual(X[i], Array.from(place.block.representation(place.row)), `${file}[${hdu}]`);
        assert.equal(files[i], path.join(folder, file));
      });
      return { cutouts: cutouts.map(([file, hdu]) => cutout(file, hdu)), similarities, labels };
    }

    it('gives all, all but some, and all of a folder', function () {
      const python = pythonWithPackages(this);
      const all = [...store.places()].map(refOf).filter(({ path: file }) => file !== 'zero.fits');
      for (const some of [
        all,
        all.filter((_, i) => i % 9 !== 0),
        all.filter(({ path: file }) => file.startsWith('a/')),
        all.filter(({ path: file, hdu }) => file.startsWith('c/') && hdu === 1),
      ]) {
        const rule = ruleOfSome(some, all, sha256);
        const { cutouts } = load(python, pythonSnippet({ ...located(), rule }));
        const key = ({ path: file, hdu }: NamedCutout) => `${file}[${hdu}]`;
        assert.deepEqual(cutouts.map(key).toSorted(), some.map(key).toSorted());
      }
    });

    it('gives the neighbours of a query, ranked and scored as the search does', async function () {
      const python = pythonWithPackages(this);
      for (const query of [
        [cutout('a/g6.fits')],
        [cutout('a/g12.fits'), cutout('c/g503.fits', 2), cutout('b/.fits')],
      ]) {
        const representations = query.map(({ path: file, hdu }) => store.place(file, hdu)!);
        const vector = queryVector(representations.map(({ block, row: at }) => block.representation(at)))!;
        const asked = (place: Place) =>
          query.some(({ path: file, hdu }) => file === refOf(place).path && hdu === refOf(place).hdu);
        const hits = await findNeighbours(store, vector, 1000, asked);
        const ranked = hits.map(({ place, similarity }) => ({ ...refOf(place), similarity }));
        for (const count of [70, ranked.length]) {
          const rule = ruleOfNearest(query, ranked.slice(0, count), ranked[count], sha256);
          assert.equal(rule.kind, 'nearest');
          const { cutouts, similarities } = load(python, pythonSnippet({ ...located(), rule }));
          assert.deepEqual(cutouts, ranked.slice(0, count).map(({ path: file, hdu }) => cutout(file, hdu))); // prettier-ignore
          similarities.forEach((one, i) => assert.ok(Math.abs(one - ranked[i].similarity) < 1e-12));
        }
      }
    });

    it('gives named ones in the order that is shown, with their scores and labels', function () {
      const python = pythonWithPackages(this);
      const cutouts = ['b/ä "q" \\ 𝒢.fits', 'a/g80.fits', 'a/g15.fits', 'b/twin1.fits']
        .filter((file) => store.place(file, 0))
        .map((file, i) => ({ ...cutout(file), similarity: 1 / (i + 3) }));
      assert.equal(cutouts.length, 3, 'one is gone');
      const labels = path.join(folder, 'labels.csv');
      fs.writeFileSync(labels, 'object,class\r\ng80,spiral\r\ng80,again\r\ntwin1,ring\r\nelsewhere,disc\r\n');
      const code = pythonSnippet({
        ...located(),
        rule: { kind: 'named', cutouts },
        labels: { file: labels, format: 'csv', by: 'stem', column: 'object' },
      });
      const loaded = load(python, code, '["class"]');
      assert.deepEqual(
        loaded.cutouts.map(({ path: file }) => file),
        cutouts.map(({ path: file }) => file),
      );
      loaded.similarities.forEach((one, i) => assert.ok(Math.abs(one - cutouts[i].similarity) < 1e-8));
      assert.deepEqual(loaded.labels, [[''], ['spiral'], ['ring']]);
    });

    it('ends where the index has become another', function () {
      const python = pythonWithPackages(this);
      const gone: ListRule = { kind: 'named', cutouts: [cutout('a/g15.fits')] };
      assert.throws(() => load(python, pythonSnippet({ ...located(), rule: gone })), /KeyError.*a\/g15\.fits/s);
      const other: ListRule = { kind: 'all', within: 'a/', but: [], sha256: sha256('another list') };
      assert.throws(() => load(python, pythonSnippet({ ...located(), rule: other })), /The index has changed since/);
    });
  });
});
