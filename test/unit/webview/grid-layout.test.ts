import assert from 'node:assert/strict';
import { GAP, GridLayout, type GridSize, PADDING } from '../../../webview/components/grid/grid-layout';

const SIZE: GridSize = { width: 500, tileSize: 100, tiles: 10, hasDetails: false, hasLabels: false };
const layout = (part: Partial<GridSize> = {}) => new GridLayout({ ...SIZE, ...part });

describe('where the tiles of a grid are', () => {
  it('has as many columns as fit, and one at least', () => {
    assert.deepEqual([layout().columns, layout().rows], [4, 3]);
    assert.deepEqual([layout({ width: 30 }).columns, layout({ width: 30 }).rows], [1, 10]);
    const exact = 2 * PADDING + 3 * 100 + 2 * GAP;
    assert.equal(layout({ width: exact }).columns, 3);
    assert.equal(layout({ width: exact - 1 }).columns, 2);
  });

  it('keeps every tile inside, apart from the next, for any size', () => {
    for (let width = 130; width < 2000; width += 7) {
      for (const tileSize of [64, 128, 320]) {
        if (width < tileSize + 2 * PADDING) continue;
        const grid = layout({ width, tileSize, tiles: 50 });
        const lefts = Array.from({ length: grid.columns }, (_, i) => grid.place(i).left);
        assert.ok(lefts.at(-1)! + tileSize <= width - PADDING + 1e-9, `${width} ${tileSize}`);
        assert.ok(lefts.every((left, i) => i === 0 || left - lefts[i - 1] >= tileSize + GAP - 1e-9));
        assert.equal(grid.place(grid.columns).left, lefts[0]);
        assert.equal(grid.place(grid.columns).top - grid.place(0).top, grid.rowHeight);
      }
    }
  });

  it('leaves room for details and labels where some tile has any: two lines of details on a narrow tile', () => {
    const bare = layout().rowHeight;
    assert.equal(layout({ hasLabels: true }).rowHeight - bare, 20);
    assert.equal(layout({ hasDetails: true }).rowHeight - bare, 32);
    const wide = layout({ tileSize: 200 }).rowHeight;
    assert.equal(layout({ tileSize: 200, hasDetails: true }).rowHeight - wide, 16);
  });

  it('moves by keys as a list does: up and down stay in their column, pages stop at the ends', () => {
    const grid = layout();
    const height = 2 * grid.rowHeight;
    const moved = (key: string, at: number) => grid.moved(key, at, 10, height);
    assert.deepEqual([moved('ArrowRight', 3), moved('ArrowLeft', 4), moved('ArrowLeft', 0)], [4, 3, 0]);
    assert.deepEqual([moved('ArrowDown', 1), moved('ArrowDown', 7), moved('ArrowUp', 5), moved('ArrowUp', 2)], [5, 7, 1, 2]); // prettier-ignore
    assert.deepEqual([moved('PageDown', 1), moved('PageDown', 5), moved('PageUp', 5)], [9, 9, 0]);
    assert.deepEqual([moved('Home', 5), moved('End', 5), moved('ArrowDown', -1), moved('ArrowRight', -1)], [0, 9, 0, 0]); // prettier-ignore
    assert.deepEqual([moved('x', 3), grid.moved('End', -1, 0, height)], [undefined, undefined]);
  });
});
