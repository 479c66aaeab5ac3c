import { readAnswering, storedEncoders, writeAnswering } from './answering-encoder';
import type { CollectionSession, SessionEvents } from './collection-session';
import type { LoadedEncoder } from '../encoders/loaded-encoders';
import type { CollectionParams, CollectionState, IndexParams, IndexProgress, IndexSummary } from '../protocol';
import type { Tables } from '../tables/tables';

export interface FolderHost {
  readonly events: SessionEvents;
  /** @param encoder its folder; the default one where it is undefined. @throws EncoderError */
  load(encoder: string | undefined): Promise<LoadedEncoder>;
  /** Folder of the encoder of an id; undefined where there is none. */
  find(id: string): Promise<string | undefined>;
  /** @param tables what another session of the folder has open; the session's own otherwise */
  session(params: CollectionParams, encoder: LoadedEncoder, tables?: Tables): Promise<CollectionSession>;
  /** An encoder of the folder is used no more. */
  released(): void;
}

/** A session, and what it runs on. */
interface Running {
  readonly session: CollectionSession;
  readonly encoder: LoadedEncoder;
}

/**
 * A folder that is open. One session answers; while another encoder is wanted that has not indexed all of the folder yet, a
 * second one indexes, and takes its place when that is done.
 */
export class OpenFolder {
  private next?: Running;

  private constructor(
    private params: CollectionParams,
    private current: Running,
    private readonly host: FolderHost,
  ) {}

  /** @throws EncoderError, StoreError */
  static async open(params: CollectionParams, host: FolderHost): Promise<OpenFolder> {
    const wanted = await host.load(params.encoder);
    const session = await host.session(params, wanted);
    const running = { session, encoder: wanted };
    const before = params.keepAnswering ? await answeredBefore(params, running, host) : undefined;
    if (!before) return new OpenFolder(params, running, host);
    await session.stop();
    const folder = new OpenFolder(params, before, host);
    await folder.switchTo(wanted);
    return folder;
  }

  /** Whichever answers now. */
  get session(): CollectionSession {
    return this.current.session;
  }

  /** Folders of the encoders in use. */
  get encoders(): string[] {
    return [this.current, ...(this.next ? [this.next] : [])].map(({ encoder }) => encoder.folder);
  }

  get state(): CollectionState {
    const { state } = this.current.session;
    const { cutouts, indexing, encoder } = this.next?.session.state ?? {};
    if (encoder === undefined) return state;
    return { ...state, indexing: state.indexing || indexing === true, next: { encoder, cutouts: cutouts! } };
  }

  /** Takes changed settings, another encoder among them. @throws EncoderError, StoreError */
  async configure(params: CollectionParams): Promise<void> {
    this.params = params;
    const wanted = await this.host.load(params.encoder);
    if (wanted.folder === (this.next ?? this.current).encoder.folder) {
      this.current.session.configure(params);
      this.next?.session.configure(waiting(params));
      return;
    }
    await this.drop();
    this.current.session.configure(params);
    if (wanted.folder !== this.current.encoder.folder) await this.switchTo(wanted);
    else await writeAnswering(params.store, wanted.encoder.card.id); // as it was: the other is not wanted any more
    this.host.released();
    this.host.events.changed();
  }

  async index(
    params: IndexParams,
    signal: AbortSignal,
    onProgress: (progress: IndexProgress) => void,
  ): Promise<IndexSummary> {
    const { next } = this;
    if (!next) return this.current.session.index(params, signal, onProgress);
    // What has changed is new to the answers, too, as long as the old encoder gives them.
    if (params.paths) await this.current.session.index(params, signal, () => undefined);
    const summary = await next.session.index(params, signal, onProgress);
    if (this.next === next && next.session.state.complete) await this.take(next);
    return summary;
  }

  async stop(): Promise<void> {
    await Promise.all([this.current.session.stop(), this.next?.session.stop()]);
  }

  private async switchTo(encoder: LoadedEncoder): Promise<void> {
    const { params } = this;
    const { id } = this.current.encoder.encoder.card;
    // Nothing to answer with is nothing to wait for.
    if (this.current.session.state.cutouts === 0) {
      await this.take({ encoder, session: await this.host.session(params, encoder, this.session.tables) });
      return;
    }
    await writeAnswering(params.store, id);
    this.next = { encoder, session: await this.host.session(waiting(params), encoder, this.session.tables) };
  }

  /** The other encoder answers from now on. */
  private async take(taken: Running): Promise<void> {
    const { session: before } = this.current;
    this.current = taken;
    this.next = undefined;
    taken.session.answer(this.params);
    if (taken.session.state.cutouts > 0) {
      await writeAnswering(this.params.store, taken.encoder.encoder.card.id).catch((error: Error) =>
        this.host.events.log('warn', `which encoder answers could not be written down: ${error.message}`),
      );
    }
    this.host.events.changed();
    await before.stop();
    this.host.released();
  }

  private async drop(): Promise<void> {
    const { next } = this;
    this.next = undefined;
    await next?.session.stop();
  }
}

/** For a session that does not answer yet: an approximate index would take the time that indexing needs. */
const waiting = (params: CollectionParams): CollectionParams => ({ ...params, approximate: false });

/**
 * The encoder that answered before the wanted one was: where it is written down, or, of a folder of which that is not and
 * for which the wanted one has indexed nothing, the one that has indexed it last. Undefined where it is the same.
 */
async function answeredBefore(
  params: CollectionParams,
  wanted: Running,
  host: FolderHost,
): Promise<Running | undefined> {
  const { id } = wanted.encoder.encoder.card;
  const noted = await readAnswering(params.store);
  const candidates =
    noted !== undefined ? [noted] : wanted.session.state.cutouts === 0 ? await storedEncoders(params.store) : [];
  for (const candidate of candidates) {
    if (candidate === id) return undefined;
    const folder = await host.find(candidate);
    if (folder === undefined) continue;
    try {
      const encoder = await host.load(folder);
      const session = await host.session(params, encoder);
      if (session.state.cutouts > 0) return { session, encoder };
      await session.stop();
    } catch (error) {
      host.events.log('warn', `what ${candidate} has indexed cannot be used: ${(error as Error).message}`);
    }
  }
  return undefined;
}
