import assert from 'node:assert/strict';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { GlobError, globMatcher } from '../../../src/collection/glob';

/** Pieces of a name's pattern that picomatch understands as bash does; parentheses and `[!a]` are not among them. */
const PIECES = ['*', '?', 'a', 'b', '.fits', '[ab]', '[^b]', '[a-c]', '{a,b*}', '{a,bc}', '\\*', 'A'];

describe('glob patterns of files', () => {
  const matches = (pattern: string | string[], path: string) => globMatcher([pattern].flat())(path);

  it('name what picomatch finds by them, and nothing else', () => {
    const named = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
    const pattern = fc
      .array(fc.oneof({ weight: 3, arbitrary: named }, fc.constant('**')), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    const name = fc.stringMatching(/^[abcA*]{1,3}(\.fits)?$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(pattern, fc.array(path, { minLength: 8, maxLength: 8 }), (glob, paths) => {
        // Two stars beside a name, and at the end, mean this or that to picomatch.
        fc.pre(!/\*\*([^/]|$)/.test(glob));
        const [ours, theirs] = [globMatcher([glob]), picomatch(glob, { nocase: true, flags: 'is', dot: true })];
        for (const one of paths) assert.equal(ours(one), theirs(one), `${glob} of ${one}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('have parentheses, classes and escapes', () => {
    for (const [pattern, yes, no] of [
      ['a+(b|cc).fits', ['ab.fits', 'abccb.fits'], ['a.fits', 'ac.fits']],
      ['a*(b|cc).fits', ['a.fits', 'accb.fits'], ['ac.fits']],
      ['a?(b|cc).fits', ['a.fits', 'acc.fits'], ['abb.fits']],
      ['a@(b|cc).fits', ['ab.fits'], ['a.fits', 'abcc.fits']],
      ['{a,{b,c}d}/*', ['a/x', 'bd/x', 'cd/x'], ['b/x', 'ad/x']],
      ['{**/a,b}.fits', ['a.fits', 'x/y/a.fits', 'b.fits'], ['x/b.fits']],
      ['**.fits', ['a.fits', 'b/c/a.fits'], ['a.png']],
      ['a/**', ['a/b', 'a/b/c'], ['ab', 'b/a']],
      ['[a-]-b', ['a-b', '--b'], ['c-b']],
      ['[!a-c]x', ['dx', '~x'], ['ax', '/x', 'x']],
      ['[]a]', [']', 'a'], ['b']],
      ['[[:]', ['[', ':'], ['a']],
      ['\\{a\\}.fits', ['{a}.fits'], ['a.fits']],
      ['./cutouts/*', ['cutouts/a'], ['a']],
      ['./**/*.fits', ['a.fits', 'b/a.fits'], ['a.png']],
      ['(a).fits', ['(a).fits'], ['a.fits']],
      ['a|b', ['a|b'], ['a', 'b']],
      ['a.b^$', ['a.b^$'], ['axb^$']],
      ['é?.fits', ['É🌌.fits'], ['é.fits']],
    ] as const) {
      for (const path of yes) assert.ok(matches(pattern, path), `${pattern} names ${path}`);
      for (const path of no) assert.ok(!matches(pattern, path), `${pattern} does not name ${path}`);
    }
  });

  it('take away what they name where they begin with !', () => {
    const patterns = ['!**/*_mask.fits', '**/*.fits', '!old/**'];
    assert.ok(matches(patterns, 'a/b.fits'));
    assert.ok(!matches(patterns, 'a/b_mask.fits'));
    assert.ok(!matches(patterns, 'old/b.fits'));
    assert.ok(!matches(['!*.png'], 'a.fits'), 'nothing is wanted');
  });

  it('take a time that grows with the path alone, whatever they are', () => {
    // Each would take a matcher that backtracks longer than a test may run.
    const path = `${'a/'.repeat(500)}${'a'.repeat(255)}`;
    for (const pattern of [
      '**/' + '*a'.repeat(20) + 'b',
      '+(+(+(a|aa)|a)|*)b',
      '**/a/'.repeat(100) + 'b',
      '**/*(*(*(a)))b',
    ]) {
      assert.ok(!matches(pattern, path), pattern);
    }
  });

  it('are refused, with the reason, where they cannot be understood', () => {
    for (const [pattern, reason] of [
      ['*.{fits,png', /a \{ without its \}/],
      ['*.[fits', /a \[ without its \]/],
      ['@(a|b', /a \( without its \)/],
      ['x{1..12}', /braces hold names with commas/],
      ['!(a)', /begins with ! takes files away/],
      ['[z-a]', /range z-a goes backwards/],
      ['a\\', /nothing follows its last \\/],
      ['a'.repeat(1001), /longer than 1000/],
      ['{a,'.repeat(60), /more than 50 braces/],
    ] as const) {
      assert.throws(
        () => globMatcher([pattern]),
        (error) => error instanceof GlobError && reason.test(error.message),
      );
    }
    assert.throws(() => globMatcher(new Array<string>(1001).fill('a')), /more than 1000 patterns/);
  });

  it('are understood or refused, and nothing else, whatever they are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.array(fc.constantFrom(...'*?[]{}()!@+,|\\/^-.ab'), { maxLength: 20 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        try {
          globMatcher([pattern])(path);
        } catch (error) {
          assert.ok(error instanceof GlobError, String(error));
        }
      }),
      { numRuns: 5000 },
    );
  });
});
