import assert from 'node:assert/strict';
import { Random } from '../../../src/random';
import {
  byStrength,
  DuplicateDecisions,
  duplicateGroups,
  duplicatePairs,
  type Link,
  PictureLinks,
  PositionLinks,
} from '../../../src/similarity';

/** All links, found in small steps. */
function all(links: PictureLinks | PositionLinks): [number, number][] {
  while (links.done < links.total) links.step(7);
  return links.links;
}

/** Vectors of length one: clusters of some, and others alone. */
function clustered(count: number, dimensions: number, spread: number): Float32Array {
  const random = new Random(4);
  const centre = Float64Array.from({ length: dimensions }, () => 2 * random.gaussian());
  const out = new Float32Array(count * dimensions);
  let own = new Float64Array(dimensions);
  for (let i = 0; i < count; i++) {
    if (i % 3 === 0) own = Float64Array.from(centre, (value, d) => value + random.gaussian() * (d < 6 ? 2 : 0.5));
    const vector = Float64Array.from(own, (value) => value + (i % 3 ? spread * random.gaussian() : 0));
    const length = Math.hypot(...vector);
    for (let d = 0; d < dimensions; d++) out[i * dimensions + d] = vector[d] / length;
  }
  return out;
}

const undecided = { keeper: (i: number) => i, ignored: () => false };

describe('near-duplicates', () => {
  it('finds every pair of alike vectors, as comparing all would, and no other', () => {
    const [count, dimensions] = [600, 48];
    for (const cosine of [0.9, 0.99, 0.9995]) {
      const units = clustered(count, dimensions, 0.12);
      const groups = duplicateGroups(
        count,
        all(new PictureLinks(units, dimensions, cosine)).map(([a, b]) => ({ a, b })),
      );
      const expected: { a: number; b: number }[] = [];
      for (let a = 0; a < count; a++) {
        for (let b = a + 1; b < count; b++) {
          let sum = 0;
          for (let d = 0; d < dimensions; d++) sum += units[a * dimensions + d] * units[b * dimensions + d];
          if (sum >= cosine) expected.push({ a, b });
        }
      }
      assert.ok(cosine > 0.999 || expected.length > 100, `${expected.length} pairs`);
      assert.deepEqual(groups, duplicateGroups(count, expected));
    }
  });

  it('links a thousand equal vectors to the first, and zeros to nothing', () => {
    const units = new Float32Array(1002 * 4);
    for (let i = 0; i < 1000; i++) units[4 * i + 1] = 1;
    const links = all(new PictureLinks(units, 4, 0.99));
    assert.deepEqual(
      links,
      Array.from({ length: 999 }, (_, i) => [0, i + 1]),
    );
    assert.deepEqual(all(new PictureLinks(new Float32Array(4), 4, 0.99)), []);
  });

  it('finds positions within a radius over 0h and at the pole, not those of one file, and stacks by one link each', () => {
    const ra = Float64Array.of(359.9999, 0.0001, 10, 190, NaN, 50, 50, 50, 120, 120);
    const dec = Float64Array.of(0, 0, 89.9999, 89.9999, 3, 7, 7, 7, 1, 1.001);
    const files = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 6, 8, 9);
    const links = all(new PositionLinks(ra, dec, files, 1));
    assert.deepEqual(links.toSorted(([a], [b]) => a - b), [[0, 1], [2, 3], [5, 6], [5, 7]]); // prettier-ignore
    assert.deepEqual(all(new PositionLinks(ra, dec, new Int32Array(10), 1)), []);
    const many = all(new PositionLinks(new Float64Array(5000).fill(1), new Float64Array(5000), Int32Array.from({ length: 5000 }, (_, i) => i), 1)); // prettier-ignore
    assert.equal(many.length, 4999);
  });

  describe('as pairs to decide on', () => {
    const link = (a: number, b: number, cosine: number, ...reasons: Link['reasons']): Link => ({
      a,
      b,
      cosine,
      reasons,
    });
    const links = [
      link(0, 1, 0.995, 'picture'),
      link(1, 2, 0.999, 'object', 'picture'),
      link(0, 2, 0.991, 'picture'),
      link(3, 4, 1, 'bytes', 'picture'),
    ].sort(byStrength);

    it('offers as few pairs as connect everything, the strongest first', () => {
      const { pairs } = duplicatePairs(6, links, undecided);
      assert.deepEqual(
        pairs.map(({ a, b, group, groupSize }) => [a, b, group, groupSize]),
        [[3, 4, 0, 2], [1, 2, 1, 3], [0, 1, 1, 3]], // prettier-ignore
      );
      assert.deepEqual([...duplicateGroups(6, links)], [0, 0, 0, 1, 1, 2]);
    });

    it('offers another pair in the place of one that is ignored, and lists that apart', () => {
      const { pairs, ignored } = duplicatePairs(6, links, { ...undecided, ignored: (a, b) => a + b === 1 });
      assert.deepEqual(pairs.map(({ a, b }) => [a, b]), [[3, 4], [1, 2], [0, 2]]); // prettier-ignore
      assert.deepEqual(ignored.map(({ a, b }) => [a, b]), [[0, 1]]); // prettier-ignore
    });

    it('lets the one that is kept stand for the other', () => {
      const { pairs } = duplicatePairs(6, links, { ...undecided, keeper: (i) => (i === 1 ? 2 : i) });
      assert.deepEqual(pairs.map(({ a, b }) => [a, b]), [[3, 4], [0, 2]]); // prettier-ignore
    });
  });

  describe('decisions', () => {
    const none = DuplicateDecisions.none;

    it('are the same after they have been written and read', () => {
      const text = none.merge('a', 'b[2]').ignore('d', 'c').ignore('c', 'd').text;
      assert.equal(text.split('\n').filter((line) => /"[a-d]/.test(line)).length, 2);
      const read = DuplicateDecisions.parse(text);
      assert.equal(read.text, text);
      assert.ok(read.isIgnored('c', 'd') && !read.consider('d', 'c').isIgnored('c', 'd'));
      assert.equal(read.merged.get('b[2]'), 'a');
      assert.equal(read.separate('b[2]').merged.size, 0);
    });

    it('follow what was merged into what, and give back what has lost the one that stood for it', () => {
      const merged = none.merge('b', 'a').merge('c', 'b');
      const there =
        (...names: string[]) =>
        (one: string) =>
          names.includes(one);
      assert.equal(merged.keeperOf('a', there('a', 'b', 'c')), 'c');
      assert.equal(merged.keeperOf('a', there('a', 'c')), 'c');
      assert.equal(merged.keeperOf('a', there('a', 'b')), 'b');
      assert.equal(merged.keeperOf('a', there('a')), 'a');
      const circle = DuplicateDecisions.parse('{"version":1,"merged":{"a":"b","b":"a"},"ignored":[]}');
      assert.equal(circle.keeperOf('a', () => true), 'a'); // prettier-ignore
    });

    it('refuse circles, merging twice, and files that are none of theirs', () => {
      assert.throws(() => none.merge('a', 'a'), /stands for/);
      assert.throws(() => none.merge('a', 'b').merge('b', 'a'), /stands for/);
      assert.throws(() => none.merge('a', 'b').merge('c', 'b'), /already/);
      assert.throws(() => DuplicateDecisions.parse('{'), /no JSON/);
      assert.throws(() => DuplicateDecisions.parse('{"version":2}'), /version/);
    });
  });
});
