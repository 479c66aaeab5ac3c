import type { MapProgress } from '../../src/engine/protocol';
import { duration } from '../components/controls/duration';

const DOING: Record<MapProgress['stage'], string> = {
  plane: 'Projecting',
  neighbours: 'Finding the neighbours of',
  layout: 'Laying out, round',
  placing: 'Placing',
};

/** What a map's progress says to a person. */
export function progressText({ stage, done, total, rate, secondsLeft }: MapProgress): string {
  const count = (n: number) => Math.round(n).toLocaleString('en');
  // Rounds as such tell nobody anything: their number and the time do.
  const showsRate = rate !== undefined && stage !== 'layout';
  return [
    `${DOING[stage]} ${count(done)} of ${count(total)}`,
    ...(showsRate ? [`${count(rate)} a second`] : []),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join(' · ');
}
