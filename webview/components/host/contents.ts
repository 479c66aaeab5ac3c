import type { CollectionState } from '../../../src/engine/protocol';

/** What a collection's answers depend on: how many cutouts there are, and which encoder looks at them. */
export function contentsOf(state: Pick<CollectionState, 'encoder' | 'cutouts'> | undefined): string {
  return state ? `${state.encoder} ${state.cutouts}` : '';
}
