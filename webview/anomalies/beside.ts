import type { ReactiveControllerHost } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { keyOf } from '../components/grid/thumbnail-loader';
import {
  type CutoutInfo,
  Explain,
  MiniMap,
  Neighbours,
  PlaceOf,
  type RankedCutout,
  type RankExplanation,
} from '../../src/contracts/anomalies';

/** While a person moves through a list, neighbours of each galaxy need not be found. */
const REST_MS = 120;

/** What is shown beside a galaxy: its neighbours, the rated ones that weigh most, its place on the map. */
export class Beside {
  explanation?: RankExplanation;
  neighbours?: readonly CutoutInfo[];
  place?: readonly [number, number] | null;
  points: readonly number[] = [];
  error?: string;
  private key?: string;
  private timer?: number;
  private asked = 0;

  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: MessageConnection,
  ) {}

  /** The map's points, when there are others. */
  async readMap(): Promise<void> {
    try {
      this.points = (await this.host.sendRequest(MiniMap))?.points ?? [];
      this.place = undefined;
    } catch (error) {
      this.error = (error as Error).message;
    }
    this.element.requestUpdate();
  }

  /**
   * Shows what is beside a galaxy.
   * @param why `moved` to another, or `learned` something else about it
   */
  show(cutout: RankedCutout | undefined, why: 'moved' | 'learned'): void {
    const key = cutout && keyOf(cutout);
    const same = key === this.key;
    if (same && why === 'moved') return;
    this.key = key;
    if (!same) {
      this.explanation = undefined;
      this.neighbours = undefined;
      this.place = undefined;
    }
    window.clearTimeout(this.timer);
    const number = ++this.asked;
    if (cutout) this.timer = window.setTimeout(() => void this.read(cutout, number, same), REST_MS);
  }

  private async read({ path, hdu, mean }: RankedCutout, number: number, same: boolean): Promise<void> {
    const cutout = { path, hdu };
    const { host } = this;
    try {
      const [explanation, neighbours, place] = await Promise.all([
        mean === undefined ? undefined : host.sendRequest(Explain, cutout),
        same && this.neighbours ? this.neighbours : host.sendRequest(Neighbours, cutout),
        host.sendRequest(PlaceOf, cutout),
      ]);
      if (number !== this.asked) return;
      Object.assign(this, { explanation: explanation ?? undefined, neighbours, place, error: undefined });
    } catch (error) {
      if (number !== this.asked) return;
      this.error = (error as Error).message;
    }
    this.element.requestUpdate();
  }
}
