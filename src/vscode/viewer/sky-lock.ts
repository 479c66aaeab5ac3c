import type { SkyView } from '../../contracts/viewer';

/** A view that can be locked to others. */
export interface LockedView {
  follow(view: SkyView): void;
}

/** The views that look at the same place on the sky: where one moves, the others follow. */
export class SkyLock {
  private readonly views = new Set<LockedView>();

  add(view: LockedView): void {
    this.views.add(view);
  }

  remove(view: LockedView): void {
    this.views.delete(view);
  }

  moved(by: LockedView, view: SkyView): void {
    if (!this.views.has(by)) return;
    for (const other of this.views) if (other !== by) other.follow(view);
  }
}
