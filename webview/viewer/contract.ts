import * as v from 'valibot';
import { NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import { COLORMAPS, CUTS_CHOICES, STRETCH_CHOICES } from '../../src/imaging';

/** The messages between the FITS viewer and the extension host. The viewer fetches the file's bytes by itself. */

export const LooksSchema = v.object({
  stretch: v.picklist(STRETCH_CHOICES),
  cuts: v.picklist(CUTS_CHOICES),
  colormap: v.picklist(COLORMAPS),
});
/** How images are drawn; one for all viewers, remembered. */
export type Looks = v.InferOutput<typeof LooksSchema>;
export const DEFAULT_LOOKS: Looks = { stretch: 'auto', cuts: 'auto', colormap: 'grey' };

/** What a viewer keeps through a reload. */
export const ViewerStateSchema = v.object({ hdu: v.number(), plane: v.number(), tab: v.picklist(['data', 'header']) });
export type ViewerState = v.InferOutput<typeof ViewerStateSchema>;

/** From the viewer to the host. */
export const Ready = new RequestType0<{ uri: string; name: string; looks: Looks }, void>('ready');
export const Remember = new RequestType<Looks, void, void>('remember');
export const FindSimilar = new RequestType<{ hdu: number }, void, void>('findSimilar');
export const CopyText = new RequestType<string, void, void>('copyText');

/** From the host to the viewer: the file is another on the disk now. */
export const FileChanged = new NotificationType0('fileChanged');
