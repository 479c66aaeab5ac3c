import * as v from 'valibot';
import { type MapState, MapStateSchema } from '../../src/contracts/map';

/** What a panel has kept, perhaps by an older version: what is not understood is left out. */
export function readMapState(state: unknown): MapState | undefined {
  const result = v.safeParse(MapStateSchema, state);
  return result.success ? result.output : undefined;
}
