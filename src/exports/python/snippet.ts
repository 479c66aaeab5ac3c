import { joinedLabels, type PythonLabels } from './joined-labels';
import type { ListRule, NamedCutout } from './list-rule';
import { oneLine, pythonList, pythonPair, pythonString } from './literals';

/** A list of galaxies that Python code is to load. */
export interface PythonList {
  /** A description of what the snippet loads, written as a comment. */
  readonly title: string;
  /** Absolute path of the collection's folder. */
  readonly folder: string;
  /** Absolute path of the folder of the store's segments. */
  readonly segments: string;
  readonly rule: ListRule;
  /** A table that says something of the cutouts; without one the code has a place for it. */
  readonly labels?: PythonLabels;
}

/** Names of one line each, without quotes to end the text or a backslash to change it, need no quotes of their own. */
const PLAIN = /^[^\s\\"\p{Cc}]+$/u;
/** Decimal digits of a similarity: more than the representations, of 16 bits, have. */
const DIGITS = 9;

/**
 * Python that loads the galaxies of a list with numpy and pandas, from the store as it lies on the disk (docs/store.md):
 * `shown`, a DataFrame with a row a galaxy in the order of the list, and `X`, their representations in the same order,
 * float32. Where the index no longer gives a list by its rule, or no longer holds a galaxy, the code says so and ends.
 */
export function pythonSnippet({ title, folder, segments, rule, labels }: PythonList): string {
  return [
    `# ${oneLine(title)}`,
    ...imports(rule, labels),
    '',
    `folder = ${pythonString(folder)}`,
    `segments = ${pythonString(segments)}`,
    ...(labels ? [] : ['labels = None  # a DataFrame of yours with a column "path", to have its columns in shown']),
    '',
    ...READ_STORE,
    '',
    ...chosen(rule),
    '',
    'unneeded = ["segment", "removed", "removed_at"]  # the last is there only where files are gone',
    'shown, X = rows.iloc[order].drop(columns=unneeded, errors="ignore").reset_index(drop=True), X[order]',
    ...similarities(rule),
    'shown["file"] = [os.path.join(folder, path) for path in shown["path"]]',
    ...digest(rule),
    ...(labels
      ? joinedLabels(labels)
      : [
          'if labels is not None:',
          '    shown = shown.merge(labels.drop_duplicates("path"), how="left", on="path", suffixes=("", "_label"))',
        ]),
    '',
    '# shown: a row a galaxy, in the order of the panel. X: their representations, a row each, float32.',
    'print(shown)',
    '',
  ].join('\n');
}

function imports(rule: ListRule, labels: PythonLabels | undefined): string[] {
  const modules = [
    'glob',
    'os',
    ...(rule.kind === 'named' ? [] : ['hashlib']),
    ...(labels?.by === 'stem' ? ['re'] : []),
  ];
  return [`import ${modules.sort().join(', ')}`, 'import numpy as np, pandas as pd'];
}

const READ_STORE = [
  '# The index. Rows of a path in a later segment replace earlier ones; some only say that the file is gone.',
  'names = sorted(glob.glob(os.path.join(glob.escape(segments), "[0-9]*.parquet")), key=lambda name: (len(name), name))',
  'rows = pd.concat([pd.read_parquet(name).assign(segment=i) for i, name in enumerate(names)], ignore_index=True)',
  'X = np.concatenate([np.load(name[: -len(".parquet")] + ".npy") for name in names]).astype(np.float32)',
  'newest = rows.groupby("path")["segment"].transform("max") == rows["segment"]',
  'live = np.flatnonzero(newest & ~rows["removed"])',
  'rows, X = rows.iloc[live].reset_index(drop=True), X[live]',
  'keys = list(zip(rows["path"], rows["hdu"]))  # a file and its HDU',
];

function chosen(rule: ListRule): string[] {
  switch (rule.kind) {
    case 'named':
      return [
        ...wanted('wanted', rule.cutouts),
        'at = {key: i for i, key in enumerate(keys)}',
        'order = [at[key] for key in wanted]  # a KeyError names a galaxy that the index does not hold',
      ];
    case 'all':
      return [
        '# Every galaxy whose representation has a direction, in the order of the paths.',
        'good = np.isfinite(X).all(axis=1) & X.any(axis=1)',
        ...(rule.but.length > 0 ? [...wanted('left_out', rule.but), 'left_out = set(left_out)'] : []),
        `order = [i for i, key in enumerate(keys) if ${conditions(rule).join(' and ')}]`,
        'order.sort(key=lambda i: keys[i])',
      ];
    case 'nearest':
      return [
        '# The nearest to the mean direction of the query, by cosine, copies in the order of their paths; in the steps and',
        '# with the precision of the search itself, so that the order is the same.',
        ...wanted('query', rule.query),
        'at = {key: i for i, key in enumerate(keys)}',
        'doubles = X.astype(np.float64)',
        'lengths = np.sqrt((doubles**2).sum(axis=1))',
        'direction = np.zeros(X.shape[1], np.float32)',
        'for key in query:',
        '    if lengths[at[key]] > 0:',
        '        direction = (direction + doubles[at[key]] / lengths[at[key]]).astype(np.float32)',
        'direction = direction.astype(np.float64)',
        'direction = (direction / np.sqrt((direction**2).sum())).astype(np.float32).astype(np.float64)',
        'with np.errstate(divide="ignore"):',
        '    inverse = np.where(lengths > 0, 1 / lengths, 0).astype(np.float32)',
        'similarity = (doubles * direction).sum(axis=1) * inverse',
        'others = [i for i, key in enumerate(keys) if key not in query and inverse[i] > 0]',
        `order = sorted(others, key=lambda i: (-round(float(similarity[i]), 12), keys[i]))[:${rule.count}]`,
      ];
  }
}

function conditions({ within, but }: { within: string; but: readonly NamedCutout[] }): string[] {
  return [
    'good[i]',
    ...(within === '' ? [] : [`key[0].startswith(${pythonString(within)})`]),
    ...(but.length > 0 ? ['key not in left_out'] : []),
  ];
}

/** A list of pairs of path and HDU: of names alone where one HDU goes for all. */
function wanted(variable: string, cutouts: readonly NamedCutout[]): string[] {
  const [{ hdu }] = cutouts;
  if (cutouts.length === 1) return [`${variable} = [${pythonPair(cutouts[0])}]`];
  if (cutouts.some((one) => one.hdu !== hdu)) return [`${variable} = ${pythonList(cutouts.map(pythonPair))}`];
  const paths = cutouts.map(({ path }) => path);
  const list = paths.every((path) => PLAIN.test(path))
    ? `"""\n${paths.join('\n')}\n""".split()`
    : pythonList(paths.map(pythonString));
  return [`${variable} = ${list}`, `${variable} = [(path, ${hdu}) for path in ${variable}]`];
}

function similarities(rule: ListRule): string[] {
  if (rule.kind === 'nearest') return ['shown["similarity"] = similarity[order]'];
  if (rule.kind !== 'named' || !rule.cutouts.some(({ similarity }) => similarity !== undefined)) return [];
  const numbers = rule.cutouts.map(
    ({ similarity }) => `${similarity === undefined ? 'np.nan' : Number(similarity.toPrecision(DIGITS))}`,
  );
  return [`shown["similarity"] = [${wrapped(numbers)}]`];
}

/** Numbers with commas between, ten a line where they are many. */
function wrapped(numbers: readonly string[]): string {
  if (numbers.length <= 10) return numbers.join(', ');
  const lines = Array.from({ length: Math.ceil(numbers.length / 10) }, (_, i) => numbers.slice(10 * i, 10 * i + 10));
  return `\n${lines.map((line) => `    ${line.join(', ')},\n`).join('')}`;
}

function digest(rule: ListRule): string[] {
  if (rule.kind === 'named') return [];
  return [
    'text = "\\n".join(f"{path}[{hdu}]" for path, hdu in zip(shown["path"], shown["hdu"]))',
    `if hashlib.sha256(text.encode()).hexdigest() != ${pythonString(rule.sha256)}:`,
    '    raise SystemExit("The index has changed since this was copied, and the list with it: copy it again.")',
  ];
}
