import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Below this height, in CSS pixels, the controls of a page would leave its pictures a few lines: at a zoom of 200 %, say. */
const LOW = '(max-height: 560px)';

/** Tells whether a page is so low that its controls have to fold, and draws it anew when that changes. */
export class LittleRoom implements ReactiveController {
  private readonly query = window.matchMedia(LOW);

  constructor(private readonly element: ReactiveControllerHost) {
    element.addController(this);
  }

  get isLittle(): boolean {
    return this.query.matches;
  }

  hostConnected(): void {
    this.query.addEventListener('change', this.onChange);
  }

  hostDisconnected(): void {
    this.query.removeEventListener('change', this.onChange);
  }

  private readonly onChange = (): void => this.element.requestUpdate();
}
