import * as v from 'valibot';
import * as vscode from 'vscode';
import { FindSimilar } from '../../engine';
import { type ToolContext, workspaceCutout } from './workspace-cutout';

const FEW = 10;

/** package.json has the same as a JSON schema; a test holds them together. */
export const FindSimilarInput = v.object({
  /** What names the galaxy. */
  path: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(4096)),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), FEW),
});

/** Answers a language model which galaxies look most like one: their paths, similarities and positions, as JSON. */
export class FindSimilarTool implements vscode.LanguageModelTool<unknown> {
  constructor(private readonly context: ToolContext) {}

  prepareInvocation({
    input,
  }: vscode.LanguageModelToolInvocationPrepareOptions<unknown>): vscode.PreparedToolInvocation {
    const { success, output } = v.safeParse(FindSimilarInput, input);
    return { invocationMessage: success ? `Looking for galaxies similar to ${output.path}` : 'Looking for galaxies' };
  }

  /** @throws Error for an input that is none, a name that is no galaxy's, or one whose file cannot be compared */
  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const { success, output, issues } = v.safeParse(FindSimilarInput, input);
    if (!success) throw new Error(`The input is not valid: ${issues[0].message}`);
    const { engine, collections } = this.context;
    const { folder, cutout } = await workspaceCutout(this.context, output.path, token);
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    const { fsPath } = folder.uri;
    const query = [{ path: cutout.path, hdu: cutout.hdu }];
    const answer = await engine.request(FindSimilar, { folder: fsPath, query, count: output.count }, { token });
    const { state } = collections.status(fsPath);
    return asText({
      folder: folder.name,
      query: described(cutout),
      searched: answer.searched,
      ...(state?.indexing ? { note: 'The folder is still being indexed: more neighbours may come.' } : {}),
      neighbours: answer.neighbours.map(({ similarity, ...neighbour }) => ({
        ...described(neighbour),
        similarity: Number(similarity.toFixed(4)),
      })),
    });
  }
}

/** A cutout as the model is told of it, positions in degrees to a hundredth of an arcsecond. */
function described({ path, hdu, ra, dec }: { path: string; hdu: number; ra?: number; dec?: number }) {
  const position =
    ra === undefined || dec === undefined ? {} : { ra: Number(ra.toFixed(6)), dec: Number(dec.toFixed(6)) };
  return { path, ...(hdu === 0 ? {} : { hdu }), ...position };
}

/** JSON keeps what files are called apart from what we say. */
export function asText(answer: object): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer, null, 1))]);
}
