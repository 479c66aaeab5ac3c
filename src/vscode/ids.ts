/** Names that package.json and the code share; a test holds them together. */
export const Command = {
  FindSimilar: 'morphoscope.findSimilar',
  IndexWorkspace: 'morphoscope.indexWorkspace',
  CancelIndexing: 'morphoscope.cancelIndexing',
  ShowUnreadable: 'morphoscope.showUnreadable',
  CreateSampleWorkspace: 'morphoscope.createSampleWorkspace',
  ShowLog: 'morphoscope.showLog',
  ShowStatus: 'morphoscope.showStatus',
  /** On a tile of the similarity panel. */
  TileOpen: 'morphoscope.tile.open',
  TileFindSimilar: 'morphoscope.tile.findSimilar',
  TileMoreLikeThis: 'morphoscope.tile.moreLikeThis',
  TileLessLikeThis: 'morphoscope.tile.lessLikeThis',
  TileReveal: 'morphoscope.tile.reveal',
  TileCopyPaths: 'morphoscope.tile.copyPaths',
} as const;

export const SIMILAR_PANEL = 'morphoscope.similar';
export const FITS_VIEWER = 'morphoscope.fits';
/** The same viewer, offered for files of any name. */
export const FITS_VIEWER_ANY = 'morphoscope.fits.any';

/** Files a query can be made of, by name. */
export const CUTOUT_NAME = /\.((fits?|fts)(\.gz)?|fz)$|\.(png|jpe?g)$/i;

/** FITS files, by name. */
export const FITS_NAME = /\.((fits?|fts)(\.(gz|Z|bz2))?|fz)$/i;
