import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface ScrollerOptions {
  /** The element that scrolls; undefined before it is there. */
  readonly element: () => HTMLElement | null | undefined;
  readonly count: number;
  /** Pixels of an item along the scroll. */
  readonly size: (index: number) => number;
  readonly horizontal?: boolean;
  /** Changes with the sizes of items. */
  readonly sizes?: unknown;
  /** Pixels before the first item that stay in sight, as a table's head does. */
  readonly before?: number;
}

/** Which items of a long list can be seen: only they need to exist. */
export class VirtualScroller implements ReactiveController {
  private virtualizer?: Virtualizer<HTMLElement, Element>;
  private stop?: () => void;
  private options?: ScrollerOptions;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Takes what has changed of the list; call it with every rendering. */
  update(options: ScrollerOptions): void {
    const resized = this.options?.count !== options.count || this.options.sizes !== options.sizes;
    this.options = options;
    this.virtualizer?.setOptions(this.virtualizerOptions());
    if (resized) this.virtualizer?.measure();
  }

  hostUpdated(): void {
    const element = this.options?.element();
    if (!element || this.virtualizer?.scrollElement === element) return;
    this.stop?.();
    this.virtualizer = new Virtualizer(this.virtualizerOptions());
    this.stop = this.virtualizer._didMount();
    this.virtualizer._willUpdate();
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.stop?.();
    this.virtualizer = undefined;
  }

  /** The items in sight and some around them, with their places. */
  get items(): readonly { readonly index: number; readonly start: number; readonly size: number }[] {
    return this.virtualizer?.getVirtualItems() ?? [];
  }

  /** Pixels of the whole list, with what is before it. */
  get totalSize(): number {
    return this.virtualizer?.getTotalSize() ?? 0;
  }

  scrollTo(index: number, align: 'auto' | 'center' | 'start' = 'auto'): void {
    this.virtualizer?.scrollToIndex(index, { align });
  }

  private virtualizerOptions() {
    const { element, count, size, horizontal = false, before = 0 } = this.options!;
    return {
      count,
      getScrollElement: () => element() ?? null,
      estimateSize: size,
      horizontal,
      paddingStart: before,
      scrollPaddingStart: before,
      overscan: horizontal ? 2 : 12,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.host.requestUpdate(),
    };
  }
}
