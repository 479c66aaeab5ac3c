import { deserialize, serialize } from 'node:v8';
import { damagedTree } from '../damage/trees';
import type { Seed } from '../format';
import { made } from '../inputs';
import type { Random } from '../random';

/** What is sent to the engine: a request, or a message of whatever form. */
export type Message =
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly params: unknown;
      /** Whether it is cancelled as soon as it has been sent. */
      readonly cancelled: boolean;
    }
  | { readonly kind: 'raw'; readonly message: unknown };

/** Stand for the folders of the engine that is tried, which differ from one process to the next. */
export const PLACES = { workspace: '$WORKSPACE', outside: '$OUTSIDE', encoder: '$ENCODER' } as const;

const { workspace: folder, outside, encoder } = PLACES;
const file = `${folder}/labels.csv`;
const cutout = { path: 'g000.fits', hdu: 0 };
const other = { path: 'g001.fits', hdu: 0 };
const region = { x: 2, y: 3, width: 10, height: 10, planes: [0] };
const ratings = {
  columns: [{ file, column: 'interest' }],
  given: [
    { ...cutout, rating: 4 },
    { ...other, rating: 1 },
  ],
};
const filter = { within: '', tags: [{ file, tag: 'ring' }], where: 'z < 0.3 and class == "spiral"', tables: [file] };
const target = { folder, file, column: 'class' };
const options = { folds: 2, epochs: 1, baselines: { pixels: false, scratch: false }, learningCurve: false };

/** A good message of every kind that the engine answers, but for the one that ends it. */
const REQUESTS: Readonly<Record<string, readonly unknown[]>> = {
  initialize: [{ encoderFolder: encoder, encoderPath: [outside], threads: 1, device: 'cpu' }],
  'collection/open': [{ folder, include: ['**/*.fits'], store: `${folder}/.morphoscope`, measures: true, keepAnswering: true }],
  'collection/index': [{ folder, paths: ['g000.fits', 'gone.fits'], segmentRows: 10 }, { folder, share: { index: 0, count: 2 } }],
  'collection/failures': [{ folder }],
  'collection/find': [{ folder, names: ['nothing', 'g001', 'g002.fits'] }],
  similar: [
    { folder, query: [cutout], negatives: [other], count: 3, filter },
    { folder, query: [{ path: 'g002.fits', region }], count: 5 },
    { folder, query: [], tag: { file, column: 'tags', tag: 'ring' }, count: 2 },
  ],
  near: [{ folder, ra: 10, dec: 5, radius: 2 }],
  list: [{ folder, cutouts: [cutout, { path: 'gone.fits' }], filter }],
  'list/by': [{ folder, by: 'z * 2', descending: true, count: 3, tables: [file], filter }],
  thumbnails: [{ folder, cutouts: [cutout, { ...other, region }], size: 16 }],
  map: [{ folder, want: 'at once', revision: 'x', progress: 'p' }],
  duplicates: [{ folder, separation: 2, similarity: 0.99, pixels: true, progress: 'p' }],
  'duplicates/decide': [
    { folder, decision: { kind: 'merge', keep: cutout, away: other } },
    { folder, decision: { kind: 'separate', away: other } },
    { folder, decision: { kind: 'ignore', first: cutout, second: other } },
  ],
  'anomalies/rank': [
    { folder, ratings, sort: 'interest', filter, hide: ['noise'], count: 4, offset: 1, seed: 1, tradeOff: 0.5, progress: 'p' },
    { folder, sort: 'unusual', unusualBy: 'forest', count: 4, unratedOnly: true, quick: true },
  ],
  'anomalies/explain': [{ folder, ratings, cutout, count: 2 }],
  'anomalies/ratings': [{ folder, ratings: { file, column: 'z', interest: { '*': 1 } } }],
  'anomalies/learning': [{ folder, ratings }],
  'tables/open': [
    { folder, file, by: { way: 'path', columns: ['path'], radius: 2 } },
    { folder, file, text: 'path,class\ng000.fits,round\n' },
  ],
  'tables/change': [{ folder, file, edits: [{ from: 0, to: 4, text: 'file' }] }],
  'tables/describe': [{ folder, file }],
  'tables/close': [{ folder, file: `${folder}/none.csv` }],
  'tables/labels': [{ folder, file, paths: ['g000.fits', 'gone.fits'] }],
  'tables/column': [{ folder, file, column: 'z', paths: ['g000.fits'] }],
  'tables/edit': [
    { folder, file, edit: { kind: 'set', paths: ['g000.fits'], column: 'class', value: 'round' }, save: true },
    { folder, file, edit: { kind: 'add', paths: ['g001.fits', 'g005.fits'], column: 'tags', tag: 'bar' }, save: false },
    { folder, file, edit: { kind: 'merge', column: 'tags', from: 'ring', to: 'rings' }, save: true, target: file },
    {
      folder,
      file,
      edit: { kind: 'fill', path: 'g002.fits', cells: [{ column: 'z', value: 1 }], tags: [{ column: 'tags', tag: 'x' }] },
      save: true,
    },
    { folder, file, edit: { kind: 'complete', column: 'rating', values: [{ path: 'g003.fits', value: 2 }] }, save: true },
    { folder, file, edit: 'undo', only: 1, save: true },
    { folder, file, edit: 'redo', save: true },
  ],
  'tables/summary': [{ folder, file, column: 'tags', examples: 2 }],
  quality: [{ folder, file, column: 'class', k: 2 }],
  export: [{ folder, out: `${folder}/all.csv` }, { folder, out: `${folder}/all.npy` }],
  'sample-sky': [{ folder: file, progress: 'p' }],
  view: [
    { file: `${folder}/g000.fits`, method: 'list' },
    { file: `${folder}/g000.fits`, method: 'tile', params: { bands: [{ hdu: 0, plane: 0 }], tile: { level: 0, x: 0, y: 0 } } },
    { file: `${folder}/g000.fits`, method: 'survey', params: { hdu: 0, plane: 0 } },
    { file: `${folder}/g000.fits`, method: 'values', params: { bands: [{ hdu: 0, plane: 0 }], x: 1, y: 2 } },
    {
      file: `${folder}/table.fits`,
      method: 'rows',
      params: { hdu: 1, columns: [0, 1], first: 0, count: 5, order: { column: 1, descending: true } },
    },
    { file: `${folder}/table.fits`, method: 'matching', params: { hdu: 1, columns: [0], text: '3', first: 0, count: 9 } },
    { file: `${folder}/table.fits`, method: 'find', params: { hdu: 1, columns: [0], text: '3', from: 0, backwards: false } },
  ],
  'encoders/inspect': [{ source: encoder, answers: { channels: 3, size: 8 } }, { source: `${encoder}/encoder.onnx` }],
  'encoders/add': [
    { source: `${folder}/none.onnx`, library: `${folder}/library`, bundled: outside, identity: { id: 'x', licence: 'MIT' }, threads: 1, progress: 'p' },
  ],
  'finetune/inspect': [{ ...target, examples: 2, task: 'classes' }],
  'finetune/estimate': [{ ...target, options }],
  'finetune/run': [{ ...target, options, out: `${folder}/model`, resume: false, progress: 'p' }],
  'finetune/control': [{ out: `${folder}/model`, action: 'pause' }],
  'finetune/models': [{ models: folder }],
  'finetune/report': [{ model: `${folder}/model` }],
  predict: [{ folder, model: `${folder}/model`, out: `${folder}/predictions.csv`, progress: 'p' }],
  probe: [{ ...target, folds: 2, seed: 1, progress: 'p' }],
}; // prettier-ignore

/** Names that no request has, and those of the protocol itself. */
const OTHER_METHODS = [
  '',
  'nothing',
  '$/cancelRequest',
  '$/progress',
  '$/setTrace',
  '$/logTrace',
  'exit',
  '__proto__',
  'toString',
];

/** Messages that are no requests, or none at all (JSON-RPC 2.0, sections 4 to 6). */
const RAW: readonly unknown[] = [
  { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } },
  { jsonrpc: '2.0', method: '$/progress', params: { token: 'p', value: 1 } },
  { jsonrpc: '2.0', method: 'tables/close', params: { folder, file } },
  { jsonrpc: '2.0', id: 999_999, result: { a: 1 } },
  { jsonrpc: '2.0', id: 999_999, error: { code: -1, message: 'x', data: {} } },
  { jsonrpc: '2.0', id: null, method: 'near', params: [] },
  { id: 'a', method: 'near' },
  [{ jsonrpc: '2.0', method: 'near' }],
  {},
];

export function messages(): Seed[] {
  const requests = Object.entries(REQUESTS).flatMap(([method, all]) =>
    all.map((params) => ({ kind: 'request', method, params, cancelled: false }) satisfies Message),
  );
  return [
    ...requests.map((message) => made(message.method, serialize(message))),
    ...RAW.map((message, i) => made(`no request ${i}`, serialize({ kind: 'raw', message } satisfies Message))),
  ];
}

/** A message with other params, of another method, cancelled at once, or of no form at all. */
export function damagedMessage(bytes: Uint8Array, random: Random, another: () => Uint8Array): Uint8Array {
  const message = messageOf(bytes);
  const contentOf = (one: Message) => (one.kind === 'raw' ? one.message : one.params);
  const content = damagedTree(contentOf(message), random, () => contentOf(messageOf(another())), 'message');
  if (message.kind === 'raw') return serialize({ kind: 'raw', message: content } satisfies Message);
  if (random.below(30) === 0) {
    const whole = { jsonrpc: '2.0', id: 999_999, method: message.method, params: content };
    return serialize({ kind: 'raw', message: damagedTree(whole, random, () => whole, 'message') } satisfies Message);
  }
  const method = random.below(30) === 0 ? random.of([...OTHER_METHODS, ...Object.keys(REQUESTS)]) : message.method;
  const cancelled = random.below(12) === 0;
  return serialize({ kind: 'request', method, params: content, cancelled } satisfies Message);
}

export function messageOf(bytes: Uint8Array): Message {
  return deserialize(bytes) as Message;
}
