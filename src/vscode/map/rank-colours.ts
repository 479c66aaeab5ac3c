import { RankAnomalies, type RankedCutout } from '../../engine';
import { RatingSources } from '../ratings/rating-sources';
import type { PanelContext } from '../panels/panel-context';
import type { ColourSource, MapCutouts } from './colour-sources';

/** Colours by rankings: how unusual galaxies are, and, where there are ratings, the rating to be expected of each. */
export async function rankColours(context: PanelContext, folder: string): Promise<readonly ColourSource[]> {
  const sources = new RatingSources(context.extension.workspaceState, context.labels, folder);
  const { columns = [] } = await sources.ratings();
  const unusual = source(context, 'unusual', 'how unusual', sources, ({ unusual }) => unusual);
  if (columns.length === 0) return [unusual];
  return [source(context, 'interest', 'expected interest', sources, ({ mean }) => mean), unusual];
}

function source(
  { collections }: PanelContext,
  sort: 'interest' | 'unusual',
  label: string,
  sources: RatingSources,
  of: (one: RankedCutout) => number | undefined,
): ColourSource {
  return {
    id: `rank:${sort}`,
    label,
    colour: async (folder: string, { paths, hdus }: MapCutouts) => {
      const ratings = await sources.ratings();
      const params = { folder, sort, ratings, count: Math.max(1, paths.length) };
      const result = await collections.request(RankAnomalies, params, { onProgress: () => undefined });
      if (!result) return undefined;
      const values = new Map(result.cutouts.map((one) => [`${one.path}[${one.hdu}]`, of(one) ?? NaN]));
      return {
        kind: 'number',
        values: Float32Array.from(paths, (path, i) => values.get(`${path}[${hdus[i]}]`) ?? NaN),
      };
    },
  };
}
