/** Evidence in a column's cells for how their tags are separated. */
export interface SeparatorEvidence {
  /** Cells with each of `SEPARATORS` in them, and how many of these have a blank behind it. */
  readonly cells: number[];
  readonly spaced: number[];
  /** Distinct cells with blanks inside, so many of them as are worth looking at. */
  readonly blank: Set<string>;
}

const SEPARATORS = [';', '|', ','];
const DEFAULT = ';';
/** The most distinct cells with blanks that are examined. */
const ENOUGH = 1000;

/** How tags are told apart in a cell, and what stands between two of them. */
export interface TagStyle {
  readonly separator: string;
  readonly joiner: string;
}

export function noEvidence(): SeparatorEvidence {
  return { cells: SEPARATORS.map(() => 0), spaced: SEPARATORS.map(() => 0), blank: new Set() };
}

/** Adds what a cell says. */
export function observe(evidence: SeparatorEvidence, cell: string): void {
  SEPARATORS.forEach((separator, s) => {
    const at = cell.indexOf(separator);
    if (at < 0) return;
    evidence.cells[s]++;
    if (cell[at + 1] === ' ') evidence.spaced[s]++;
  });
  if (evidence.blank.size < ENOUGH && cell.trim().includes(' ')) evidence.blank.add(cell.trim());
}

/** Adds what other cells of the column said. */
export function addEvidence(to: SeparatorEvidence, from: SeparatorEvidence): void {
  for (let s = 0; s < SEPARATORS.length; s++) {
    to.cells[s] += from.cells[s];
    to.spaced[s] += from.spaced[s];
  }
  for (const cell of from.blank) if (to.blank.size < ENOUGH) to.blank.add(cell);
}

/**
 * The separator of a column: the first of `;`, `|` and `,` that any cell has; a blank where most of the words of cells
 * with several are found in other such cells too (`ring merger`, `merger bar`, but not `edge on`, `face on`); else `;`.
 */
export function tagStyle({ cells, spaced, blank }: SeparatorEvidence): TagStyle {
  const found = cells.findIndex((count) => count > 0);
  if (found >= 0) {
    const separator = SEPARATORS[found];
    return { separator, joiner: 2 * spaced[found] > cells[found] ? `${separator} ` : separator };
  }
  const uses = new Map<string, number>();
  for (const cell of blank) for (const word of new Set(splitTags(cell, ' '))) uses.set(word, (uses.get(word) ?? 0) + 1);
  const shared = [...uses.values()].filter((count) => count > 1).length;
  const separator = 2 * shared > uses.size ? ' ' : DEFAULT;
  return { separator, joiner: separator };
}

/** The tags of a cell. */
export function splitTags(cell: string, separator: string): string[] {
  return cell.split(separator).flatMap((tag) => tag.trim() || []);
}

/** A cell with one more tag; as it is where it has the tag already. */
export function withTag(cell: string, tag: string, { separator, joiner }: TagStyle): string {
  if (splitTags(cell, separator).includes(tag)) return cell;
  if (cell.trim() === '') return tag;
  // A separator at the end, as some write, is taken up.
  return cell.trimEnd().endsWith(separator) && separator !== ' '
    ? cell.trimEnd() + joiner.slice(separator.length) + tag
    : cell + joiner + tag;
}

/** A cell with one tag in the place of another; what else it holds stays as it is written, and one that has both loses the first. */
export function withTagRenamed(cell: string, from: string, to: string, separator: string): string {
  const tags = splitTags(cell, separator);
  if (from === to || !tags.includes(from)) return cell;
  if (tags.includes(to)) return withoutTag(cell, from, separator);
  const parts = cell.split(separator);
  const first = parts.findIndex((part) => part.trim() === from);
  return parts
    .filter((part, i) => i <= first || part.trim() !== from)
    .map((part, i) => (i === first ? part.replace(from, () => to) : part))
    .join(separator);
}

/** A cell without a tag; what else it holds stays as it is written. */
export function withoutTag(cell: string, tag: string, separator: string): string {
  if (!splitTags(cell, separator).includes(tag)) return cell;
  const parts = cell.split(separator);
  const left = parts.filter((part) => part.trim() !== tag);
  // The first tag of the old cell had no blank before it, so the new first tag has none either.
  if (parts[0].trim() === tag && left.length > 0) left[0] = left[0].trimStart();
  return left.join(separator);
}
