import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

/** A line of the menu, and what it does. */
export interface MenuItem {
  readonly label: string;
  /** The key that does the same without the menu. */
  readonly key?: string;
  readonly run: () => void;
}

/**
 * The menu of a place of the image. Arrows, Home and End move, Enter or Space chooses, Escape, Tab or a click elsewhere leaves.
 * Event: `leave`.
 */
@customElement('image-menu')
export class ImageMenu extends LitElement {
  static override styles = css`
    :host {
      position: fixed;
      z-index: 20;
      padding: 4px;
      border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, var(--vscode-panel-border, transparent)));
      border-radius: 5px;
      color: var(--vscode-menu-foreground, var(--vscode-foreground));
      background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
      box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    }
    button {
      display: flex;
      justify-content: space-between;
      gap: 24px;
      width: 100%;
      padding: 3px 12px;
      border: 1px solid transparent;
      border-radius: 3px;
      font: inherit;
      text-align: left;
      white-space: nowrap;
      color: inherit;
      background: none;
      cursor: pointer;
    }
    button:focus {
      outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
      color: var(--vscode-menu-selectionForeground, var(--vscode-list-activeSelectionForeground));
      background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
    }
    span {
      opacity: 0.7;
    }
  `;

  @property({ attribute: false }) items: readonly MenuItem[] = [];
  /** Where its corner is to be, in CSS pixels of the page. */
  @property({ attribute: false }) at = { x: 0, y: 0 };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('pointerdown', this.onOutside, true);
    window.addEventListener('blur', this.leave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('pointerdown', this.onOutside, true);
    window.removeEventListener('blur', this.leave);
  }

  protected override render() {
    return html`<div
      role="menu"
      aria-label="This place of the image"
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
    >
      ${this.items.map(
        ({ label, key, run }) =>
          html`<button
            role="menuitem"
            tabindex="-1"
            @pointermove=${(event: Event) => (event.currentTarget as HTMLElement).focus()}
            @click=${() => {
              this.leave();
              run();
            }}
          >
            ${label}${key === undefined ? nothing : html`<span>${key}</span>`}
          </button>`,
      )}
    </div>`;
  }

  protected override firstUpdated(): void {
    // Within the page; from here, since the panel's policy allows no style attributes.
    const { width, height } = this.getBoundingClientRect();
    this.style.left = `${Math.max(0, Math.min(this.at.x, window.innerWidth - width - 4))}px`;
    this.style.top = `${Math.max(0, Math.min(this.at.y, window.innerHeight - height - 4))}px`;
    this.buttons[0]?.focus();
  }

  private get buttons(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('button')];
  }

  private onKey(event: KeyboardEvent): void {
    const { buttons } = this;
    const at = buttons.findIndex((one) => one.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    // What the menu does not know is no key of the image either while it is open.
    event.stopPropagation();
    if (to !== undefined) buttons.at(to % buttons.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.leave();
    else return;
    event.preventDefault();
  }

  private readonly onOutside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.leave();
  };

  private readonly leave = (): void => {
    this.dispatchEvent(new CustomEvent('leave'));
  };
}
