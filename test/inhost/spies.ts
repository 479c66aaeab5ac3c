import * as vscode from 'vscode';

/** A message or dialog that the extension showed while the tests looked on. */
export interface Shown {
  kind: 'information' | 'warning' | 'error' | 'open dialog';
  text: string;
  buttons: string[];
  /** Of a modal dialog: what stands below its text. */
  detail?: string;
}

interface Spies {
  shown: Shown[];
  serializers: Map<string, vscode.WebviewPanelSerializer>;
}

// Each test file is a bundle of its own: what they share lies with the process.
const spies = ((globalThis as { morphoscopeSpies?: Spies }).morphoscopeSpies ??= install());

/** What was shown since the last call. */
export function takeShown(): Shown[] {
  return spies.shown.splice(0);
}

/** What restores panels of a type after a reload. */
export const panelSerializer = (type: string) => spies.serializers.get(type);

/** Messages and dialogs answer themselves, as if closed by the person; nobody is there to press a button. */
function install(): Spies {
  const installed: Spies = { shown: [], serializers: new Map() };
  const window = vscode.window as unknown as Record<string, unknown>;
  const closed =
    (kind: Shown['kind']) =>
    (text: string, ...rest: unknown[]) => {
      const buttons = rest.filter((button) => typeof button === 'string');
      const modal = rest.find((one): one is vscode.MessageOptions => (one as vscode.MessageOptions | undefined)?.modal === true); // prettier-ignore
      installed.shown.push({ kind, text, buttons, ...(modal ? { detail: modal.detail } : {}) });
      return Promise.resolve(undefined);
    };
  window.showInformationMessage = closed('information');
  window.showWarningMessage = closed('warning');
  window.showErrorMessage = closed('error');
  window.showOpenDialog = ({ title = '' }: vscode.OpenDialogOptions = {}) => closed('open dialog')(title);
  const register = vscode.window.registerWebviewPanelSerializer;
  window.registerWebviewPanelSerializer = (type: string, serializer: vscode.WebviewPanelSerializer) => {
    installed.serializers.set(type, serializer);
    return register(type, serializer);
  };
  return installed;
}
