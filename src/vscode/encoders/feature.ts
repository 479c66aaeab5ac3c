import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { KnownEncoder } from '../../encoder/library/encoder-library';
import { Owner } from '../disposable';
import { Command } from '../ids';
import { addEncoder, type AddContext, useModel } from './add-encoder';
import { EncodersView } from './encoders-view';

/** Adding, choosing and removing encoders: the commands and their view. */
export class EncodersFeature extends Owner {
  constructor(private readonly context: AddContext) {
    super();
    const { encoders } = context;
    this.register(new EncodersView(encoders));
    const command = (id: string, run: (encoder?: KnownEncoder) => Promise<unknown>) =>
      this.register(vscode.commands.registerCommand(id, (node?: unknown) => this.attempt(() => run(encoderOf(node)))));
    command(Command.AddEncoder, () => addEncoder(context));
    command(Command.ChooseEncoder, () => this.choose());
    command(Command.UseEncoder, (encoder) => (encoder ? encoders.use(encoder.id) : this.choose()));
    command(Command.RemoveEncoder, async (encoder) => encoder && (await this.remove(encoder)));
    this.register(
      vscode.commands.registerCommand(Command.UseModel, (about?: unknown) =>
        this.attempt(async () => {
          const { success, output } = v.safeParse(v.object({ folder: v.string() }), about);
          if (success) await useModel(context, output.folder);
        }),
      ),
    );
    command(Command.OpenCard, async (encoder) => {
      if (encoder) await vscode.window.showTextDocument(vscode.Uri.file(path.join(encoder.folder, 'card.json')));
    });
  }

  private async choose(): Promise<void> {
    const { encoders } = this.context;
    const [all, { id: used }] = await Promise.all([encoders.list(), encoders.chosen()]);
    const items = all.flatMap(({ id, card }) =>
      card
        ? [{ id, label: card.name, description: `${card.dimensions.toLocaleString('en')} dimensions${id === used ? ', in use' : ''}` }] // prettier-ignore
        : [],
    );
    const add = { id: undefined, label: '$(add) Add Encoder…', description: '' };
    const chosen = await vscode.window.showQuickPick([...items, add], { title: 'Choose Encoder' });
    if (chosen === add) await addEncoder(this.context);
    else if (chosen?.id !== undefined) await encoders.use(chosen.id);
  }

  private async remove({ id, card, bundled }: KnownEncoder): Promise<void> {
    if (bundled) return;
    const remove = 'Remove';
    const detail = 'Indices made with it stay in their folders. To use it again, add it again.';
    const name = card?.name ?? id;
    const answer = await vscode.window.showWarningMessage(
      `Remove the encoder ${name}?`,
      { modal: true, detail },
      remove,
    );
    if (answer === remove) await this.context.encoders.remove(id);
  }

  private async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.context.log.error(error as Error);
      void vscode.window.showErrorMessage((error as Error).message);
    }
  }
}

/** The encoder of a line of the view. */
function encoderOf(node: unknown): KnownEncoder | undefined {
  const { encoder } = (node ?? {}) as { encoder?: Partial<KnownEncoder> };
  return typeof encoder?.id === 'string' && typeof encoder.folder === 'string' ? (encoder as KnownEncoder) : undefined;
}
