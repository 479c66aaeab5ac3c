import type { ReactiveControllerHost } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Learning, type LearningResult } from '../../src/contracts/anomalies';

/** How far learning has come is measured once nobody has rated for so long. */
const REST_MS = 1500;

/** How well the ratings are predicted: measured while the person rests, since it takes longer than a ranking. */
export class LearningMeasure {
  result?: LearningResult;
  private timer?: number;

  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: MessageConnection,
    private readonly onError: (error: Error) => void,
  ) {}

  /** There is another ranking, learned from so many ratings. */
  follow(rated: number): void {
    window.clearTimeout(this.timer);
    if (rated === 0) this.result = undefined;
    else this.timer = window.setTimeout(() => void this.measure(), REST_MS);
  }

  private async measure(): Promise<void> {
    try {
      this.result = (await this.host.sendRequest(Learning)) ?? this.result;
      this.element.requestUpdate();
    } catch (error) {
      this.onError(error as Error);
    }
  }
}
