/** Bytes of an element of each type of a binary table (FITS 4.0, table 18); X counts bits instead. */
const SIZE: Readonly<Record<string, number>> = {
  L: 1, X: 0, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16, P: 8, Q: 16,
}; // prettier-ignore

/** TFORMn of a binary table, taken apart (FITS 4.0, section 7.3.1). */
export interface BinaryForm {
  /** L, X, B, I, J, K, A, E, D, C, M, P or Q. */
  readonly type: string;
  readonly repeat: number;
  /** Bytes of the field in a row. */
  readonly width: number;
  /** For the descriptors P and Q, the type of the elements in the heap; '' for every other type. */
  readonly heapType: string;
  /** For the substring convention rAw, the characters of each string; undefined without it. */
  readonly stringWidth: number | undefined;
}

const FORM = /^(\d*)([LXBIJKAEDCMPQ])(.*)$/i;
/** `rAw`, and its older spelling `rA:SSTRw`. */
const SUBSTRINGS = /^(?::SSTR)?(\d+)/i;

/** Takes a form apart; undefined where it is none. */
export function parseBinaryForm(form: string): BinaryForm | undefined {
  const match = FORM.exec(form.trim());
  if (!match) return undefined;
  const type = match[2].toUpperCase();
  const rest = match[3].trim();
  let repeat = match[1] === '' ? 1 : Number(match[1]);
  const substring = type === 'A' ? SUBSTRINGS.exec(rest) : null;
  // Careless writers put Aw, as in an ASCII table, for wA.
  if (substring && match[1] === '' && !rest.startsWith(':')) repeat = Number(substring[1]);
  const width = bytesOf(type, repeat);
  if (!Number.isSafeInteger(width)) return undefined;
  const variable = type === 'P' || type === 'Q';
  const heapType = variable ? (rest[0] ?? '').toUpperCase() : '';
  if (variable && (SIZE[heapType] === undefined || heapType === 'P' || heapType === 'Q')) return undefined;
  return { type, repeat, width, heapType, stringWidth: substring ? Number(substring[1]) : undefined };
}

/** Bytes of `count` elements of a type: bits fill whole bytes. */
export function bytesOf(type: string, count: number): number {
  return type === 'X' ? Math.ceil(count / 8) : count * SIZE[type];
}
