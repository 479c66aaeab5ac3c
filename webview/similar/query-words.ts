import type { Query } from '../../src/contracts/similar';
import { displayName } from '../components/galaxy-names';

/** What a query is about, the first first: a collection, an order, a tag, galaxies. */
export function namesOf({ collection, order, tag, cutouts }: Query): readonly string[] {
  return [
    ...(collection === undefined ? [] : [collection]),
    ...(order === undefined ? [] : [`Galaxies by ${order.by}`]),
    ...(tag === undefined ? [] : [`#${tag}`]),
    ...cutouts.map(({ hdu, ...ref }) => displayName({ ...ref, hdu: hdu ?? 0 })),
  ];
}

/** Tells whether galaxies are compared: a collection and an order only list them. */
export const isSearch = (query: Query | undefined) => query?.collection === undefined && query?.order === undefined;

/** How many galaxies are `shown` of how many that were looked at. */
export function searchedWords(query: Query | undefined, shown: number, searched: number): string {
  const number = (n: number) => n.toLocaleString('en');
  const galaxies = (n: number) => `${number(n)} ${n === 1 ? 'galaxy' : 'galaxies'}`;
  if (query?.collection !== undefined) {
    const held = `a collection of ${galaxies(searched)}`;
    return shown === searched ? `A${held.slice(1)}` : `${number(shown)} of ${held}`;
  }
  if (query?.order)
    return `${shown < searched ? `The first ${number(shown)} of ` : ''}${number(searched)} galaxies with a value`;
  return `${number(shown)} most similar of ${number(searched)} galaxies${query?.where ? ' that match the filter' : ''}`;
}
