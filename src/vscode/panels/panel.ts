import * as v from 'valibot';
import * as vscode from 'vscode';
import type {
  CancellationToken,
  HandlerResult,
  MessageConnection,
  NotificationType,
  NotificationType0,
  RequestType,
  RequestType0,
} from 'vscode-jsonrpc/node';
import {
  type Appearance,
  AppearanceSchema,
  DEFAULT_APPEARANCE,
  TileCommand,
  type TileAction,
} from '../../contracts/common';
import { Owner } from '../disposable';
import { panelColumn } from './panel-column';
import { APPEARANCE_KEY, type PanelContext } from './panel-context';
import { answered, checked, webviewConnection } from './webview-connection';
import { fillPanel } from './webview-page';

/** What kind of panel it is. */
export interface PanelPage {
  /** The view type in package.json. */
  readonly viewType: string;
  /** The page is `dist/webview/<bundle>.js`. */
  readonly bundle: string;
  readonly title: string;
  /** Ctrl+F searches the page. */
  readonly searchable: boolean;
}

/** Opens an empty panel of a kind, in the column of the panels that are there. */
export function openPanel({ viewType, title, searchable }: PanelPage): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    viewType,
    title,
    { viewColumn: panelColumn(viewType), preserveFocus: false },
    { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: searchable },
  );
}

/** A panel: a page, the requests that the host answers it, and the notifications that it gets while it is open. */
export abstract class Panel<C extends PanelContext = PanelContext> extends Owner {
  protected readonly connection: MessageConnection;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;
  /** The page listens: what it is told before that would be lost. */
  protected ready = false;
  /** When it was looked at last, in milliseconds. */
  usedAt = performance.now();

  constructor(
    protected readonly panel: vscode.WebviewPanel,
    protected readonly context: C,
    { bundle, title }: PanelPage,
  ) {
    super();
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    // The page's first message comes later than the rest of the constructors, which register what answers it.
    this.connection.listen();
    fillPanel(panel, context.extension.extensionUri, bundle, title);
    this.register(
      panel.onDidChangeViewState(() => {
        if (panel.active) this.usedAt = performance.now();
      }),
    );
    panel.onDidDispose(() => {
      this.ended.fire();
      this.dispose();
    });
  }

  reveal(): void {
    this.panel.reveal(undefined, false);
  }

  /** Does what a tile's context menu says. */
  tileCommand(command: TileAction, tile: string): void {
    this.tell(TileCommand, { command, tile });
  }

  /** How pictures look, in all panels. */
  protected get appearance(): Appearance {
    const { globalState } = this.context.extension;
    const stored = v.safeParse(AppearanceSchema, globalState.get(APPEARANCE_KEY));
    return stored.success ? stored.output : DEFAULT_APPEARANCE;
  }

  /** Answers a request, whose parameters are checked first. */
  protected on<P, R, S extends v.GenericSchema>(
    type: RequestType<P, R, void>,
    schema: S,
    work: (params: v.InferOutput<S>, token: CancellationToken) => R | PromiseLike<R>,
  ): void {
    this.connection.onRequest(type, (params, token) => this.answer(() => work(checked(schema, params), token), token));
  }

  /** Answers a request without parameters. */
  protected on0<R>(type: RequestType0<R, void>, work: (token: CancellationToken) => R | PromiseLike<R>): void {
    this.connection.onRequest(type, (token) => this.answer(() => work(token), token));
  }

  /** Tells the page something, where it listens; where that fails the log says why. */
  protected tell<P extends object | null>(type: NotificationType<P>, params: P | (() => PromiseLike<P>)): void {
    if (!this.ready) return;
    void this.send(async () => {
      const now = typeof params === 'function' ? await (params as () => PromiseLike<P>)() : params;
      await this.connection.sendNotification(type as NotificationType<object | null>, now);
    });
  }

  protected tell0(type: NotificationType0): void {
    if (this.ready) void this.send(() => this.connection.sendNotification(type));
  }

  private async send(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.context.log.error((error as Error).message);
    }
  }

  private answer<T>(work: () => T | PromiseLike<T>, token: CancellationToken): HandlerResult<T, void> {
    // The type asks whether T is null, which cannot be told of any T.
    return answered(this.context.log, work, token) as HandlerResult<T, void>;
  }
}
