/**
 * Is told of the cells of a column that are not empty, in the order of rows. Most tables have millions of them, so that
 * texts are told as the places where they stand: no string is made of one unless it is asked for.
 */
export interface CellReader {
  /**
   * A cell's text, without blanks around it: what stands in `source` from `from` to `to`, and the same in `codes`, which
   * hold it during the call alone.
   */
  text(codes: Uint16Array, from: number, to: number, source: string): void;
  /** A number, whose text is that which JavaScript writes. */
  number(value: number): void;
  /** Several values, as one text. */
  several(text: string): void;
}
