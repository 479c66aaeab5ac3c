import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Query } from '../../../src/contracts/similar';
import { QueryHistory } from '../../../webview/similar/history';

const query = (name: string): Query => ({ folder: '/sky', cutouts: [{ path: name }] });
const nameOf = (at: Query | undefined) => at?.cutouts[0].path;

/** Back and forward as a browser has them: two stacks, and the page in between. */
class Browser {
  private readonly behind: string[] = [];
  private ahead: string[] = [];
  page?: string;

  visit(page: string): void {
    if (page === this.page) return;
    if (this.page !== undefined) this.behind.push(this.page);
    this.page = page;
    this.ahead = [];
    // A hundred pages are remembered, this one among them.
    if (this.behind.length > 99) this.behind.shift();
  }

  back(): void {
    if (!this.canGoBack) return;
    this.ahead.push(this.page!);
    this.page = this.behind.pop();
  }

  forward(): void {
    if (!this.canGoForward) return;
    this.behind.push(this.page!);
    this.page = this.ahead.pop();
  }

  get canGoBack(): boolean {
    return this.behind.length > 0;
  }

  get canGoForward(): boolean {
    return this.ahead.length > 0;
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
    { weight: 2, arbitrary: fc.constantFrom('<', '>') },
    { weight: 1, arbitrary: fc.constant('reload') },
  ),
  { maxLength: 40 },
);

describe('the history of queries', () => {
  it('goes as a browser does, through any steps and reloads', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        let history = new QueryHistory();
        const browser = new Browser();
        for (const step of taken) {
          if (step === '<') {
            history.back();
            browser.back();
          } else if (step === '>') {
            history.forward();
            browser.forward();
          } else if (step === 'reload') {
            history = new QueryHistory(JSON.parse(JSON.stringify(history.state)));
          } else {
            history.push(query(step));
            browser.visit(step);
          }
          assert.equal(nameOf(history.current), browser.page);
          assert.equal(history.canGoBack, browser.canGoBack);
          assert.equal(history.canGoForward, browser.canGoForward);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('forgets the oldest of more than a hundred', () => {
    const history = new QueryHistory();
    for (let i = 0; i < 150; i++) history.push(query(String(i)));
    assert.equal(history.state.history.length, 100);
    assert.equal(nameOf(history.current), '149');
    for (let i = 0; i < 200; i++) history.back();
    assert.equal(nameOf(history.current), '50');
  });

  it('begins anew from a state that it does not understand', () => {
    const broken: unknown[] = [
      undefined,
      null,
      7,
      'a',
      [],
      {},
      { history: [], position: 0 },
      { history: [{}], position: 0 },
    ];
    for (const state of [
      ...broken,
      { history: [query('a')], position: 'x' },
      { history: [query('a')], position: NaN },
    ]) {
      const history = new QueryHistory(state);
      assert.equal(history.current, undefined);
      assert.ok(!history.canGoBack && !history.canGoForward);
      history.push(query('b'));
      assert.equal(nameOf(history.current), 'b');
    }
  });

  it('takes a position outside its queries to the nearest of them', () => {
    const at = (position: number) => nameOf(new QueryHistory({ history: [query('a'), query('b')], position }).current);
    assert.deepEqual([-3, 0, 0.9, 1, 1.5, 99, Infinity].map(at), ['a', 'a', 'a', 'b', 'b', 'b', 'b']);
  });
});
