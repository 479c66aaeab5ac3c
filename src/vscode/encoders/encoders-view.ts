import * as vscode from 'vscode';
import type { KnownEncoder } from '../../encoder/library/encoder-library';
import { Owner } from '../disposable';
import { ENCODERS_VIEW } from '../ids';
import type { Encoders } from './encoders';

/** A line of the view: commands on it know it by its id. */
export interface EncoderNode extends vscode.TreeItem {
  readonly encoder: KnownEncoder;
}

/** The view of the encoders: which there are, and which one is used. */
export class EncodersView extends Owner implements vscode.TreeDataProvider<EncoderNode> {
  private readonly changes = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly encoders: Encoders) {
    super();
    this.register(encoders.onDidChange(() => this.changes.fire()));
    this.register(encoders.onDidChoose(() => this.changes.fire()));
    this.register(vscode.window.registerTreeDataProvider(ENCODERS_VIEW, this));
  }

  getTreeItem(node: EncoderNode): vscode.TreeItem {
    return node;
  }

  async getChildren(node?: EncoderNode): Promise<EncoderNode[]> {
    if (node) return [];
    const [all, { id }] = await Promise.all([this.encoders.list(), this.encoders.chosen()]);
    return all.map((encoder) => nodeOf(encoder, encoder.id === id));
  }
}

function nodeOf(encoder: KnownEncoder, used: boolean): EncoderNode {
  const { id, bundled, card, problem } = encoder;
  const of = [used ? 'in use' : '', card ? `${card.dimensions.toLocaleString('en')} dimensions` : 'cannot be used'];
  return {
    encoder,
    id,
    label: card?.name ?? id,
    description: of.filter((text) => text !== '').join(' · '),
    tooltip: card ? described(encoder) : problem,
    iconPath: new vscode.ThemeIcon(card ? (used ? 'check' : 'circuit-board') : 'error'),
    contextValue: ['encoder', ...(used || !card ? [] : ['usable']), ...(bundled ? [] : ['added'])].join(' '),
    collapsibleState: vscode.TreeItemCollapsibleState.None,
    accessibilityInformation: { label: `${card?.name ?? id}, ${of.filter((text) => text !== '').join(', ')}` },
  };
}

function described({ id, bundled, card }: KnownEncoder): string {
  if (!card) return id;
  const { size, channels } = card.input;
  return [
    `${id} (${bundled ? 'bundled' : 'added'})`,
    `sees ${size} x ${size} pixels in ${channels === 1 ? 'one band' : 'three bands'}`,
    card.licence,
    card.source,
    ...(card.description === undefined ? [] : [card.description]),
  ].join('\n');
}
