import * as vscode from 'vscode';
import { type Repository, repositoryName, repositoryOf, ZOOBOT_ENCODERS, zoobotEncoder } from '../../hub';

/** Where an encoder is to come from. */
export type EncoderSource = { readonly repository: Repository } | { readonly file: string };

/** Asks where an encoder is to come from; undefined where the person left. */
export async function chooseSource(endpoint: string): Promise<EncoderSource | undefined> {
  type Item = vscode.QuickPickItem & { readonly choose?: () => Promise<EncoderSource | undefined> | EncoderSource };
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const count = (n: number) => n.toLocaleString('en');
  const items: Item[] = [
    separator('From anywhere'),
    { label: '$(cloud-download) From the Hub…', description: "any repository in timm's layout", choose: () => askRepository(endpoint) },
    { label: '$(folder) From a folder…', description: "in timm's layout, or with a card", choose: () => askFile('folder') },
    { label: '$(file-binary) From an ONNX file…', choose: () => askFile('onnx') },
    separator('Zoobot'),
    ...ZOOBOT_ENCODERS.map(({ name, repository, megabytes, dimensions }) => ({
      label: name,
      description: `about ${megabytes} MB, ${count(dimensions)} dimensions`,
      choose: () => ({ repository }),
    })),
  ]; // prettier-ignore
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Add Encoder',
    placeHolder: 'One of Zoobot’s encoders, or the place of your own',
    matchOnDescription: true,
  });
  return chosen?.choose?.();
}

async function askRepository(endpoint: string): Promise<EncoderSource | undefined> {
  const named = (text: string) => zoobotEncoder(text)?.repository ?? repositoryOf(text, endpoint);
  const text = await vscode.window.showInputBox({
    title: 'Add Encoder from the Hub',
    // The name may have to be looked up in a browser.
    ignoreFocusOut: true,
    prompt: 'A repository with config.json and weights in safetensors or pytorch_model.bin',
    placeHolder: repositoryName(ZOOBOT_ENCODERS[1].repository),
    validateInput: (value) => (named(value) ? undefined : 'owner/name, or the address of its page'),
  });
  const repository = text === undefined ? undefined : named(text);
  return repository && { repository };
}

async function askFile(what: 'folder' | 'onnx'): Promise<EncoderSource | undefined> {
  const folder = what === 'folder';
  const chosen = await vscode.window.showOpenDialog({
    title: folder ? 'The Folder of the Encoder' : 'The ONNX File of the Encoder',
    openLabel: 'Add',
    canSelectFolders: folder,
    canSelectFiles: !folder,
    ...(folder ? {} : { filters: { ONNX: ['onnx'] } }),
  });
  const [uri] = chosen ?? [];
  if (!uri) return undefined;
  if (uri.scheme === 'file') return { file: uri.fsPath };
  void vscode.window.showWarningMessage('Encoders are added from files on this machine only.');
  return undefined;
}
