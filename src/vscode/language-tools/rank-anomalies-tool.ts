import * as v from 'valibot';
import * as vscode from 'vscode';
import { RankAnomalies, type RankedCutout, type Ratings } from '../../engine';
import { asText } from './find-similar-tool';
import type { LabelSource } from './list-labels-tool';
import { diskFolders, type ToolContext } from './workspace-cutout';

const FEW = 10;

/** package.json has the same as a JSON schema; a test holds them together. */
export const RankAnomaliesInput = v.object({
  sort: v.optional(v.picklist(['interest', 'unusual']), 'interest'),
  /** The column of ratings; by default the first one of the label file. */
  column: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), FEW),
});

/** Answers a language model which galaxies are unusual, or interesting by the ratings of a label file. */
export class RankAnomaliesTool implements vscode.LanguageModelTool<unknown> {
  constructor(
    private readonly context: ToolContext,
    private readonly labels: LabelSource,
  ) {}

  prepareInvocation(): vscode.PreparedToolInvocation {
    return { invocationMessage: 'Ranking the galaxies' };
  }

  /** @throws Error for an input that is none, or a column that holds no ratings */
  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const { success, output, issues } = v.safeParse(RankAnomaliesInput, input);
    if (!success) throw new Error(`The input is not valid: ${issues[0].message}`);
    const { sort, column, count } = output;
    const folders = [];
    for (const { name, uri } of diskFolders()) {
      await this.context.collections.open(uri.fsPath);
      const ratings = sort === 'interest' ? await this.ratings(uri.fsPath, column) : {};
      const params = { folder: uri.fsPath, sort, ratings, count };
      const answer = await this.context.engine.request(RankAnomalies, params, { token });
      if (!answer || token.isCancellationRequested) throw new vscode.CancellationError();
      folders.push({
        folder: name,
        rankedBy: answer.basis === 'ratings' ? 'expected rating' : 'how unusual',
        galaxies: answer.ranked,
        rated: answer.learned.rated,
        first: answer.cutouts.map(described),
      });
    }
    return asText({ folders });
  }

  private async ratings(folder: string, wanted: string | undefined): Promise<Ratings> {
    const tables = await this.labels.tables(folder);
    for (const { file, state } of tables) {
      const column = state?.columns.find(({ name, kind }) =>
        wanted === undefined ? kind === 'rating' : name === wanted,
      );
      if (column) return { columns: [{ file, column: column.name }] };
    }
    if (wanted !== undefined && tables.length > 0) throw new Error(`No label file has a column "${wanted}".`);
    return {};
  }
}

function described({ path, hdu, mean, deviation, unusual, rated, flags }: RankedCutout) {
  const round = (value: number) => Number(value.toFixed(3));
  return {
    path,
    ...(hdu === 0 ? {} : { hdu }),
    ...(mean === undefined ? {} : { expectedRating: round(mean), sd: round(deviation ?? 0) }),
    unusual: round(unusual),
    ...(rated === undefined ? {} : { rated }),
    ...(flags?.length ? { flags } : {}),
  };
}
