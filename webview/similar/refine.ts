import type { PictureRef } from '../../src/engine/protocol';
import type { Query } from '../../src/contracts/similar';
import { keyOf } from '../components/grid/thumbnail-loader';
import { pictureRef } from './tiles';

/** What an example is of: what is looked for, or what is not. */
export type Side = 'more' | 'less';

/** The examples of a query as its answer names them. */
export interface Examples {
  readonly query: readonly PictureRef[];
  readonly negatives: readonly PictureRef[];
}

/**
 * A query with other examples: some are added to one side and leave the other, some leave both.
 * @param answered the examples of the query, all of them where it named a tag
 * @returns undefined where nothing would be left to look for
 */
export function refined(
  { folder, cutouts: named, tag: asked, where }: Query,
  answered: Examples,
  side: Side,
  added: readonly PictureRef[],
  removed: readonly PictureRef[] = [],
): Query | undefined {
  const moved = new Set([...added, ...removed].map(keyOf));
  const others = (all: readonly PictureRef[]) => all.filter((one) => !moved.has(keyOf(one))).map(pictureRef);
  const now = added.map(pictureRef);
  // What carries the tag stays a word of the query, until one of it is taken out.
  const tag = removed.length === 0 ? asked : undefined;
  const before = tag === undefined ? answered.query : named.map(({ hdu, ...ref }) => ({ ...ref, hdu: hdu ?? 0 }));
  const cutouts = [...others(before), ...(side === 'more' ? now : [])];
  const negatives = [...others(answered.negatives), ...(side === 'less' ? now : [])];
  if (cutouts.length === 0 && tag === undefined) return undefined;
  return {
    folder,
    cutouts,
    ...(negatives.length > 0 ? { negatives } : {}),
    ...(tag === undefined ? {} : { tag }),
    ...(where === undefined ? {} : { where }),
  };
}
