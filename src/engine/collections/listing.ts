import { setImmediate as nextTurn } from 'node:timers/promises';
import { cutoutName, type Place, type RepresentationStore, Top } from '../../collection';
import { cutoutInfo } from './cutout-info';
import type { ListByParams, ListByResult } from '../protocol';
import type { Tables } from '../tables/tables';

/** Places that are looked at before others have their turn. */
const AT_ONCE = 8192;

/**
 * Cutouts in the order of an expression's values: numbers by size, texts by their characters, false before true. Cutouts where
 * it has no value are left out; those of equal values are in the order of their names.
 * @param away names of cutouts that others stand for: they are left out
 * @throws FilterError where the expression or the filter is none; LabelError where a table is not open
 */
export async function listBy(
  store: RepresentationStore,
  tables: Tables,
  { by, descending, count, filter, tables: files }: ListByParams,
  away: ReadonlySet<string>,
): Promise<ListByResult> {
  const valueOf = tables.valuesBy(by, files);
  const accepted = tables.accepting(filter);
  const numbers = new Top<Listed>(count);
  const texts: Listed[] = [];
  let [listed, seen] = [0, 0];
  const sign = descending ? 1 : -1;
  for (const place of store.places()) {
    if (++seen % AT_ONCE === 0) await nextTurn();
    if (away.has(nameOf(place)) || !(accepted?.(place) ?? true)) continue;
    const value = valueOf(place);
    if (value === undefined) continue;
    listed++;
    if (typeof value === 'string') texts.push({ place, value });
    else numbers.offer(sign * Number(value), { place, value });
  }
  const inOrder = (a: Listed, b: Listed) =>
    a.value !== b.value ? (a.value < b.value ? sign : -sign) : nameOf(a.place) < nameOf(b.place) ? -1 : 1;
  const found = [...numbers.sorted().map(({ item }) => item), ...texts].sort(inOrder).slice(0, count);
  return { listed, cutouts: found.map(({ place, value }) => ({ ...cutoutInfo(place), value })) };
}

function nameOf({ block, row }: Place): string {
  return cutoutName(block.rows[row]);
}

interface Listed {
  readonly place: Place;
  readonly value: number | string | boolean;
}
