import * as vscode from 'vscode';
import { Owner } from '../disposable';
import { CutoutHover, HOVERED, type HoverContext } from './cutout-hover';

/** Pictures of cutouts on their names in code, notebooks, tables and texts. */
export class HoverFeature extends Owner {
  constructor(context: HoverContext) {
    super();
    this.register(vscode.languages.registerHoverProvider(HOVERED, new CutoutHover(context)));
  }
}
