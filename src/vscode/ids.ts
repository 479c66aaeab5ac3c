/** Names that package.json and the code share; a test holds them together. */
export const Command = {
  FindSimilar: 'morphoscope.findSimilar',
  FindAtPosition: 'morphoscope.findAtPosition',
  SortBy: 'morphoscope.sortBy',
  UseModel: 'morphoscope.useModelAsEncoder',
  ShowMap: 'morphoscope.showMap',
  InspectAnomalies: 'morphoscope.inspectAnomalies',
  ShowTags: 'morphoscope.showTags',
  FindDuplicates: 'morphoscope.findDuplicates',
  FineTune: 'morphoscope.fineTune',
  IndexWorkspace: 'morphoscope.indexWorkspace',
  CancelIndexing: 'morphoscope.cancelIndexing',
  ShowUnreadable: 'morphoscope.showUnreadable',
  ShowWhatWasRead: 'morphoscope.showWhatWasRead',
  CreateSampleWorkspace: 'morphoscope.createSampleWorkspace',
  ShowLog: 'morphoscope.showLog',
  ShowStatus: 'morphoscope.showStatus',
  AddEncoder: 'morphoscope.addEncoder',
  ChooseEncoder: 'morphoscope.chooseEncoder',
  UseEncoder: 'morphoscope.useEncoder',
  RemoveEncoder: 'morphoscope.removeEncoder',
  OpenCard: 'morphoscope.openCard',
  SetUpCuda: 'morphoscope.setUpCuda',
  UseLabelFile: 'morphoscope.useLabelFile',
  NewLabelFile: 'morphoscope.newLabelFile',
  MatchLabels: 'morphoscope.matchLabels',
  AddCatalog: 'morphoscope.addCatalog',
  ShowCollection: 'morphoscope.showCollection',
  RenameCollection: 'morphoscope.renameCollection',
  RemoveCollection: 'morphoscope.removeCollection',
  /** On a tile of the similarity panel. */
  TileOpen: 'morphoscope.tile.open',
  TileFindSimilar: 'morphoscope.tile.findSimilar',
  TileMoreLikeThis: 'morphoscope.tile.moreLikeThis',
  TileLessLikeThis: 'morphoscope.tile.lessLikeThis',
  TileLabel: 'morphoscope.tile.label',
  TileSave: 'morphoscope.tile.save',
  TileReveal: 'morphoscope.tile.reveal',
  TileCopyPaths: 'morphoscope.tile.copyPaths',
} as const;

export const WORKSPACE_VIEW = 'morphoscope.workspace';
export const ENCODERS_VIEW = 'morphoscope.encoders';
/** Tools that language models may call. */
export const LanguageTool = {
  FindSimilar: 'morphoscope_find_similar_galaxies',
  CollectionStatus: 'morphoscope_collection_status',
  ListLabels: 'morphoscope_list_labels',
  RankAnomalies: 'morphoscope_rank_anomalies',
} as const;

export const SIMILAR_PANEL = 'morphoscope.similar';
export const MAP_PANEL = 'morphoscope.map';
export const ANOMALIES_PANEL = 'morphoscope.anomalies';
export const TAGS_PANEL = 'morphoscope.tags';
export const FINETUNE_PANEL = 'morphoscope.finetune';
export const DUPLICATES_PANEL = 'morphoscope.duplicates';
export const FITS_VIEWER = 'morphoscope.fits';
/** The same viewer as an option for files of any name. */
export const FITS_VIEWER_ANY = 'morphoscope.fits.any';

/** A context of the window: whether the FITS viewer in front shows a table. */
export const VIEWER_SHOWS_TABLE = 'morphoscope.viewerShowsTable';

/** Files a query can be made of, by name. */
export const CUTOUT_NAME = /\.((fits?|fts)(\.gz)?|fz)$|\.(png|jpe?g)$/i;

/** FITS files, by name. */
export const FITS_NAME = /\.((fits?|fts)(\.(gz|Z|bz2))?|fz)$/i;

/** Tables of labels and catalogues, by name. */
export const TABLE_NAME =
  /\.(csv|tsv|tab|jsonl|ndjson|ecsv|parquet|fits?|fts|vot|votable|xml|tbl|ipac|txt|dat|asc|ascii|cat)(\.gz)?$/i;

/** Tables whose names are not those of cutouts: the explorer offers commands on tables for them. */
export const PLAIN_TABLE_NAME = /\.(csv|tsv|jsonl|ndjson|ecsv|parquet|vot|votable|xml|tbl)$/i;
