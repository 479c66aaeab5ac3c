import type { Panel } from './panel';

/** The panels of one kind that are open. */
export class PanelSet<P extends Panel> {
  private readonly panels = new Set<P>();

  get open(): readonly P[] {
    return [...this.panels];
  }

  add(panel: P): void {
    this.panels.add(panel);
    panel.onDidEnd(() => this.panels.delete(panel));
  }
}
