import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import globals from 'globals';

// The rooms of src/, lowest first. A room may import itself and those of lower rows, never those of its own
// row or above. docs/architecture.md says what lives where.
const ROOMS = [
  ['files', 'sky'],
  ['archives'],
  ['fits', 'onnx', 'random', 'runtime', 'expressions', 'weights', 'hub', 'parquet'],
  ['imaging', 'sample-sky', 'statistics'],
  ['morphology'],
  ['viewing'],
  ['encoder'],
  ['collection', 'cuda'],
  ['labels', 'exports'],
  ['similarity', 'anomaly', 'projection', 'training'],
  ['engine'],
  ['contracts'],
  ['vscode'],
];
// Run unchanged in Node and in a webview.
const IN_WEBVIEWS = ['sky', 'fits', 'onnx', 'random', 'expressions', 'imaging', 'morphology', 'viewing', 'exports'];
const SCIENCE = ROOMS.slice(
  0,
  ROOMS.findIndex((row) => row.includes('engine')),
).flat();

const walls = ROOMS.flatMap((row, level) =>
  row.map((name) => ({
    files: [`src/${name}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: name !== 'vscode' ? [{ name: 'vscode', message: 'Only src/vscode/ knows the editor.' }] : [],
          patterns: [
            ...[...row.filter((other) => other !== name), ...ROOMS.slice(level + 1).flat()].map((other) =>
              // `vscode` is also an npm namespace (vscode-jsonrpc, @vscode/…): only relative imports are the room.
              other === 'vscode'
                ? { regex: '^\\.{1,2}/(.*/)?vscode(/|$)', message: 'src/ rooms depend downwards only.' }
                : { regex: `^\\.{1,2}/(.*/)?${other}(/|$)`, message: 'src/ rooms depend downwards only.' },
            ),
            { regex: '^\\.{1,2}/(.*/)?webview(/|$)', message: 'Panels import src/, never the other way round.' },
            ...(name !== 'runtime'
              ? [{ regex: '^onnxruntime-', message: 'src/runtime/ says which ONNX Runtime runs.' }]
              : []),
            ...(name === 'vscode'
              ? [
                  {
                    regex: '^(usearch|@cornerstonejs/.*)$',
                    message: 'Native libraries live in the engine process.',
                  },
                ]
              : []),
            ...(IN_WEBVIEWS.includes(name)
              ? [{ regex: '^node:|^\\.{1,2}/(.*/)?files(/|$)', message: 'This room runs in a webview too.' }]
              : []),
          ],
        },
      ],
    },
  })),
);

/** Folders beside each other of which none may import another: what two of them need lies in a folder that they share. */
const apart = (parent, names, shared) =>
  names.map((name) => ({
    files: [`${parent}/${name}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: names
            .filter((other) => other !== name)
            .map((other) => ({ regex: `^(\\.\\./)+${other}(/|$)`, message: `What both need belongs in ${shared}.` })),
        },
      ],
    },
  }));
const PANELS = ['anomalies', 'duplicates', 'finetune', 'map', 'similar', 'tags', 'viewer'];
const FEATURES = [...PANELS, 'hover', 'language-tools', 'workspace'];

export default tseslint.config(
  { ignores: ['**/dist/', 'node_modules/', '.vscode-test/', 'demo-workspace/', 'bench/.venv*/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './webview/tsconfig.json', './test/tsconfig.json'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: 'error',
    },
  },
  // Science rooms see neither the DOM nor the editor, wherever they run.
  {
    files: SCIENCE.map((name) => `src/${name}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'acquireVsCodeApi', 'localStorage', 'navigator'],
    },
  },
  ...walls,
  ...apart('webview', PANELS, 'webview/components/'),
  ...apart('src/vscode', FEATURES, 'a folder of src/vscode/ that is no feature'),
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: globals.node } },
);
