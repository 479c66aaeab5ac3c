/** Types of values (VOTable 1.5, section 2.1), and texts of types that it does not know. */
export type Datatype =
  | 'boolean'
  | 'bit'
  | 'unsignedByte'
  | 'short'
  | 'int'
  | 'long'
  | 'char'
  | 'unicodeChar'
  | 'float'
  | 'double'
  | 'floatComplex'
  | 'doubleComplex';

const DATATYPES: ReadonlySet<string> = new Set<Datatype>([
  'boolean', 'bit', 'unsignedByte', 'short', 'int', 'long', 'char', 'unicodeChar', 'float', 'double', 'floatComplex', 'doubleComplex',
]); // prettier-ignore

/** How many values a cell has (VOTable 1.5, section 2.2). */
export interface Shape {
  /** Whether a cell is a list of values: of characters, of texts. */
  readonly isArray: boolean;
  /** For texts, the characters of each; 0 where a cell is one text of any length. */
  readonly length: number;
  /** Values of a cell whose number is fixed; of one whose last dimension varies, those of a step along it. */
  readonly values: number;
  readonly varies: boolean;
}

/** A column as the document declares it. */
export interface Field {
  readonly name: string;
  readonly id: string | undefined;
  /** The type as it is written; undefined where the standard has none of this name. */
  readonly datatype: Datatype | undefined;
  readonly declared: string;
  readonly shape: Shape;
  readonly unit: string | undefined;
  readonly ucd: string | undefined;
  /** ID that the field refers to, mostly its coordinate system. */
  readonly ref: string | undefined;
  /** The text that stands for a missing value (VALUES, attribute null). */
  nullText: string | undefined;
}

type Attributes = Readonly<Record<string, string | undefined>>;

/** @returns undefined where the array's size is none that the standard knows */
export function fieldOf(attributes: Attributes, index: number): Field | undefined {
  const { name, ID: id, datatype, arraysize, unit, ucd, ref } = attributes;
  const declared = datatype?.trim() ?? 'char';
  const known = DATATYPES.has(declared) ? (declared as Datatype) : undefined;
  const shape = shapeOf(arraysize?.trim() ?? (datatype === undefined ? '*' : ''), isText(known));
  if (!shape) return undefined;
  const called = name?.trim() || id?.trim() || `col${index + 1}`;
  return { name: called, id: id?.trim(), datatype: known, declared, shape, unit, ucd, ref, nullText: undefined };
}

export function isText(datatype: Datatype | undefined): boolean {
  return datatype === undefined || datatype === 'char' || datatype === 'unicodeChar';
}

/** `10`, `*`, `10*`, `3x4`, `3x4x*`: the last dimension may vary, with a bound or none. The first of characters is the length of a text. */
function shapeOf(arraysize: string, ofText: boolean): Shape | undefined {
  if (arraysize === '') return { isArray: false, length: 0, values: 1, varies: false };
  if (!/^(?:\d+x)*(?:\d+\*?|\*)$/.test(arraysize)) return undefined;
  const varies = arraysize.endsWith('*');
  const dimensions = arraysize.split('x').map((one) => (one.endsWith('*') ? 1 : Number(one)));
  const values = dimensions.reduce((product, one) => product * one, 1);
  if (!Number.isSafeInteger(values)) return undefined;
  if (!ofText) return { isArray: varies || values !== 1, length: 0, values, varies };
  const isArray = dimensions.length > 1;
  return { isArray, length: isArray ? dimensions[0] : 0, values, varies };
}
