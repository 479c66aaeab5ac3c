import * as vscode from 'vscode';
import { HubError, type Token, tokenFor } from '../../hub';

/** Tokens for repositories that are not everybody's, in VS Code's store of secrets: one for each Hub, which no other sees. */
export class HubTokens {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** @throws HubError where the address does not take one */
  async of(endpoint: string): Promise<Token | undefined> {
    return tokenFor(endpoint, await this.secrets.get(keyOf(endpoint)));
  }

  /** Says what was refused, and asks for a token. Whether there is another one now. */
  async ask(endpoint: string, refusal: HubError): Promise<boolean> {
    const enter = 'Enter Token…';
    // One sentence: how to fetch it by hand, which goes with it, is in the log.
    const { reason } = refusal.cause instanceof HubError ? refusal.cause : refusal;
    if ((await vscode.window.showErrorMessage(reason, enter)) !== enter) return false;
    const token = await vscode.window.showInputBox({
      title: 'Token of the Hub',
      password: true,
      // It is copied from a browser.
      ignoreFocusOut: true,
      prompt: `It is kept in VS Code's store of secrets and sent to ${new URL(endpoint).host} alone`,
      validateInput: (text) => problemOf(endpoint, text),
    });
    if (token === undefined) return false;
    await this.secrets.store(keyOf(endpoint), token.trim());
    return true;
  }
}

const keyOf = (endpoint: string) => `morphoscope.hubToken ${new URL(endpoint).origin}`;

function problemOf(endpoint: string, text: string): string | undefined {
  try {
    return tokenFor(endpoint, text) ? undefined : 'A token that may read the repository';
  } catch (error) {
    return (error as HubError).reason;
  }
}
