import type { CutoutRef } from '../../src/engine/protocol';
import type { RankedCutout } from '../../src/contracts/anomalies';
import { keyOf } from '../components/grid/thumbnail-loader';
import type { Ranking } from './ranking';

/** Which galaxy is shown large: one of the list, or a visitor, such as a neighbour that is not in it. */
export class Inspected {
  /** Key of the galaxy of the list. */
  current?: string;
  /** A galaxy that is looked at though the list has it not. */
  visitor?: RankedCutout;

  constructor(private readonly ranking: Pick<Ranking, 'shown' | 'result'>) {}

  get cutout(): RankedCutout | undefined {
    if (this.visitor) return this.known(this.visitor) ?? this.visitor;
    return this.inList;
  }

  /** The galaxy of the list, whatever visits. */
  get inList(): RankedCutout | undefined {
    return this.ranking.shown.find((one) => keyOf(one) === this.current);
  }

  moveTo(cutout: CutoutRef | undefined): void {
    this.visitor = undefined;
    this.current = cutout && keyOf(cutout);
  }

  /** Shows a galaxy of the list, or one that is not in it, without leaving the list. */
  lookAt(cutout: CutoutRef): void {
    const there = this.ranking.shown.find((one) => keyOf(one) === keyOf(cutout));
    if (there) this.moveTo(there);
    else this.visitor = this.known(cutout) ?? { ...cutout, score: NaN, unusual: NaN };
  }

  private known(cutout: CutoutRef): RankedCutout | undefined {
    const { shown, result } = this.ranking;
    return [...shown, ...(result?.rated ?? []), ...(result?.cutouts ?? [])].find((one) => keyOf(one) === keyOf(cutout));
  }
}
