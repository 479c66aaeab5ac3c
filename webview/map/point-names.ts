import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { type CutoutRef, NamePoints } from '../../src/contracts/map';

/** Which cutouts points are, as far as it has been asked: the host knows the rest. */
export class PointNames {
  private revision?: string;
  private readonly names = new Map<number, CutoutRef>();

  constructor(private readonly host: MessageConnection) {}

  /** The points are others from now on, or none. */
  reset(revision: string | undefined): void {
    this.revision = revision;
    this.names.clear();
  }

  /** Undefined where it has not been asked for. */
  known(point: number): CutoutRef | undefined {
    return this.names.get(point);
  }

  /** The cutouts of points, in their order; empty where the points have become others meanwhile. */
  async of(points: readonly number[]): Promise<CutoutRef[]> {
    const { revision, names } = this;
    if (revision === undefined) return [];
    const unknown = points.filter((point) => !names.has(point));
    if (unknown.length > 0) {
      const cutouts = await this.host.sendRequest(NamePoints, { revision, points: unknown });
      if (revision !== this.revision || cutouts.length === 0) return [];
      unknown.forEach((point, i) => names.set(point, cutouts[i]));
    }
    return points.map((point) => names.get(point)!);
  }
}
