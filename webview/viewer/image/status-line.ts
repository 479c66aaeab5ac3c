import { html, nothing } from 'lit';
import { copyIcon } from '../../components/controls/icons';
import { FRAMES, type Looks } from '../../../src/contracts/viewer';
import type { Point } from './geometry';
import type { ImageLayer } from './image-layer';
import { positionText } from './position';

export interface Status {
  readonly layer: ImageLayer;
  /** Under the pointer. */
  readonly place?: Point;
  readonly values?: readonly string[];
  readonly looks: Looks;
  readonly zoom?: number;
}

export interface StatusActions {
  looks(part: Partial<Looks>): void;
  copyPosition(text: string): void;
}

/** Pixel, value and position under the pointer; without one, of the middle of the image its position. */
export function renderStatus({ layer, place, values, looks, zoom }: Status, actions: StatusActions) {
  const { width, height, sky } = layer;
  const at = sky?.toSky(place ?? { x: width / 2, y: height / 2 });
  const position = sky && at && positionText(at.ra, at.dec, sky, looks);
  return html`<footer>
    <span class="pixel"
      >${place ? `x ${Math.floor(place.x) + 1}, y ${Math.floor(place.y) + 1}` : `${width} × ${height}`}</span
    >
    <span class="value">${place ? (values?.join(', ') ?? '…') : nothing}</span>
    ${
      position
        ? html`<span class="sky ${place ? '' : 'of-centre'}" title=${place ? '' : 'The middle of the image'}
              >${position.longitude} ${position.latitude}</span
            >
            <button
              class="icon"
              title="Copy the position"
              aria-label="Copy the position"
              @click=${() => actions.copyPosition(`${position.longitude} ${position.latitude}`)}
            >
              ${copyIcon}
            </button>
            <select
              class="frame"
              aria-label="Frame of the position"
              @change=${(event: Event) => actions.looks({ frame: (event.target as HTMLSelectElement).value as Looks['frame'] })}
            >
              ${FRAMES.map((frame) => html`<option value=${frame} ?selected=${frame === looks.frame}>${frameName(frame)}</option>`)}
            </select>
            <button
              class="text"
              aria-pressed=${looks.degrees}
              title="Degrees, or hours and sexagesimal degrees"
              @click=${() => actions.looks({ degrees: !looks.degrees })}
            >
              ${looks.degrees ? 'deg' : 'hms'}
            </button>`
        : html`<span class="sky none">no coordinates</span>`
    }
    <span class="spring"></span>
    <span class="zoom">${zoom === undefined ? '' : zoomText(zoom)}</span>
  </footer>`;
}

function frameName(frame: Looks['frame']): string {
  return frame === 'image' ? 'as in the image' : frame;
}

function zoomText(zoom: number): string {
  return zoom >= 1 ? `${Number(zoom.toPrecision(3))} : 1` : `1 : ${Number((1 / zoom).toPrecision(3))}`;
}
