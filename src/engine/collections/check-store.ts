import fs from 'node:fs/promises';
import path from 'node:path';
import {
  discover,
  NearestIndex,
  requireOwnIn,
  StoreError,
  UnreadableFiles,
  type DiscoveredFile,
} from '../../collection';
import { matricesLeft, temporariesOf } from '../../collection/leftovers';
import { Manifest } from '../../collection/manifest';
import { setAsideIn } from '../../collection/segment-number';
import { listSegments, readSegment, type Segment } from '../../collection/segments';
import { encoderFolder, namesIn, requireOwn } from '../../collection/store-folder';
import { UNREADABLE_FILE } from '../../collection/unreadable-files';
import { claimsLeft, missingSegments } from '../../collection/upkeep';
import { readMap } from '../../projection';
import type { CheckedFiles, CheckParams, CheckResult, EncoderCheck, Finding } from '../protocol/checks';

/** Most files of a kind that are named. */
const NAMED = 20;
const NEXT_RUN = 'it is written again when the whole folder is next indexed';

/** What the folder holds now. */
interface Folder {
  readonly files: ReadonlyMap<string, DiscoveredFile>;
  /** Folders and files that could not be looked at: what they hold is not known. */
  readonly hidden: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * What of a store is missing, damaged or old: segments, the nearest index, the map, what killed processes have left, and rows
 * whose files are gone or have changed. Nothing is changed.
 * @throws StoreError where the store's root is a link, or there is no index (of that encoder)
 */
export async function checkStore({ folder, include, store, encoder }: CheckParams): Promise<CheckResult> {
  await requireOwnIn(store, 'encoders');
  const entries = await fs.readdir(path.join(store, 'encoders'), { withFileTypes: true }).catch(() => []); // none yet
  const ids = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const wanted = encoder === undefined ? ids.sort() : ids.filter((id) => id === encoder);
  const links = entries.filter((entry) => entry.isSymbolicLink() && (encoder ?? entry.name) === entry.name);
  if (wanted.length + links.length === 0) {
    throw new StoreError(store, `there is no index${encoder === undefined ? '' : ` of the encoder ${encoder}`} here`);
  }
  const now = lookThrough(folder, include);
  const encoders: EncoderCheck[] = [];
  for (const id of wanted) encoders.push(await new Check(store, id).run(now));
  const findings: Finding[] = [...now.findings];
  for (const names of [['answering.json'], ['.gitignore'], ...links.map(({ name }) => ['encoders', name])]) {
    await requireOwnIn(store, ...names).catch((error: StoreError) =>
      findings.push({ kind: 'store', file: error.file, reason: error.reason }),
    );
  }
  findings.push(...(await temporariesOf(store)).map(leftover));
  return { encoders, findings };
}

function lookThrough(folder: string, include: readonly string[]): Folder {
  const files = new Map<string, DiscoveredFile>();
  const findings: Finding[] = [];
  const hidden: string[] = [];
  for (const entry of discover(folder, include)) {
    if ('file' in entry) {
      files.set(entry.file.path, entry.file);
      continue;
    }
    if (!('failure' in entry)) continue;
    const { path: name, reason } = entry.failure;
    hidden.push(name);
    findings.push({
      kind: 'folder',
      file: path.join(folder, name),
      reason: `${reason}; whether what is indexed of it has changed is not known`,
    });
  }
  return { files, hidden, findings };
}

/** The look at one encoder's index. */
class Check {
  private readonly folder: string;
  private readonly manifest: Manifest;
  private readonly findings: Finding[] = [];
  /** The newest rows of each file, and how many they are. */
  private readonly rows = new Map<string, { size: number; mtime: number; cutouts: number }>();
  private readonly digests = new Map<number, string>();
  private dimensions?: number;

  constructor(
    store: string,
    private readonly encoder: string,
  ) {
    this.folder = encoderFolder(store, encoder);
    this.manifest = new Manifest(this.folder);
  }

  async run(now: Folder): Promise<EncoderCheck> {
    await this.guard('segment', () => this.checkSegments());
    await this.guard('manifest', () => this.checkManifest());
    await this.guard('index', () => this.checkIndex());
    await this.guard('map', () => this.checkMap());
    await this.guard('leftover', () => this.findLeftovers());
    const unreadable = await this.openNotes();
    return {
      encoder: this.encoder,
      segments: this.digests.size,
      cutouts: [...this.rows.values()].reduce((sum, { cutouts }) => sum + cutouts, 0),
      files: this.rows.size,
      findings: this.findings,
      ...this.compare(now, unreadable),
      setAside: new Set(await setAsideIn(this.folder)).size,
    };
  }

  private add(kind: Finding['kind'], file: string, reason: string): void {
    this.findings.push({ kind, file, reason });
  }

  /** What cannot be looked at, a link among it, is a finding, and no reason not to look at the rest. */
  private async guard(kind: Finding['kind'], check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      const known = StoreError.from(this.folder, error);
      if (this.findings.some(({ file, reason }) => file === known.file && reason === known.reason)) return;
      this.add(kind, known.file, known.reason);
    }
  }

  private async checkSegments(): Promise<void> {
    await requireOwn(this.folder, 'segments', 'damaged');
    const present = await listSegments(this.folder);
    for (const number of present) await this.guard('segment', () => this.checkSegment(number));
    const missing = await missingSegments(this.folder, new Set(present));
    for (const { file, reason } of missing.values()) this.add('segment', file, reason);
  }

  private async checkSegment(number: number): Promise<void> {
    const segment = await readSegment(this.folder, number, this.dimensions);
    if (!segment) return; // merged meanwhile
    this.dimensions ??= segment.matrix.length / segment.rows.length;
    this.digests.set(number, segment.sha256);
    this.take(segment);
    const entry = await this.manifest.read(number);
    if (entry?.state !== 'written' || entry.matrix_sha256 === '') return;
    if (entry.matrix_sha256 !== segment.sha256) {
      this.add(
        'segment',
        this.manifest.file(number),
        'the segment of this number is another one than was written; it is used as it is',
      );
    }
  }

  /** Rows of a later segment replace those of earlier ones. */
  private take({ rows }: Segment): void {
    const counted = new Map<string, number>();
    for (const row of rows) counted.set(row.path, (counted.get(row.path) ?? 0) + 1);
    for (const { path: file, size, mtime, removed } of rows) {
      if (removed) this.rows.delete(file);
      else this.rows.set(file, { size, mtime, cutouts: counted.get(file)! });
    }
  }

  private async checkManifest(): Promise<void> {
    await requireOwn(this.folder, 'manifest');
    for (const number of await this.manifest.numbers()) {
      const entry = await this.manifest.read(number);
      if (entry?.state !== 'unreadable' || (await this.manifest.isUnderWay(number, entry))) continue;
      this.add('manifest', this.manifest.file(number), `it is damaged; ${NEXT_RUN}`);
    }
  }

  private async checkIndex(): Promise<void> {
    const file = path.join(this.folder, 'index.usearch');
    const anew = 'it is built anew when a window next needs it, and all rows are compared until then';
    try {
      const covered = await NearestIndex.coveredIn(this.folder, this.dimensions);
      const old = [...(covered ?? [])].filter(([number, sha256]) => this.digests.get(number) !== sha256);
      if (old.length === 0) return;
      this.add('index', file, `it is of segments that are not there any more (${old.length}); ${anew}`);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      this.add('index', file, `the index is not used: ${(error as Error).message}; ${anew}`);
    }
  }

  private async checkMap(): Promise<void> {
    const file = path.join(this.folder, 'map.npy');
    const add = (reason: string) => this.add('map', file, `${reason}; it is made when it is next shown`);
    const there = (await namesIn(this.folder)).filter((name) => name === 'map.npy' || name === 'map.json');
    if (there.length === 1) add(`the map is not used: ${there[0]} is there alone`);
    if (there.length < 2 || this.dimensions === undefined) return;
    await readMap(this.folder, this.dimensions, (text) => add(text.slice(file.length + 2)));
  }

  private async findLeftovers(): Promise<void> {
    const matrices = this.dimensions === undefined ? [] : await matricesLeft(this.folder, this.dimensions);
    for (const file of [...matrices, ...(await claimsLeft(this.folder))]) this.findings.push(leftover(file));
  }

  private async openNotes(): Promise<UnreadableFiles | undefined> {
    let notes: UnreadableFiles | undefined;
    await this.guard('note', async () => {
      const file = path.join(this.folder, UNREADABLE_FILE);
      notes = await UnreadableFiles.open(this.folder, (text) => this.add('note', file, text.slice(file.length + 2)));
    });
    return notes;
  }

  private compare({ files, hidden }: Folder, notes: UnreadableFiles | undefined) {
    const gone: string[] = [];
    const changed: string[] = [];
    const isHidden = (file: string) => hidden.some((one) => one === '.' || file === one || file.startsWith(`${one}/`));
    for (const [file, { size, mtime }] of this.rows) {
      const now = files.get(file);
      if (!now && !isHidden(file)) gone.push(file);
      if (now && (now.size !== size || now.mtime !== mtime)) changed.push(file);
    }
    const without = [...files.values()].filter((file) => !this.rows.has(file.path) && notes?.of(file) === undefined);
    const unreadable = [...files.values()].filter((file) => (notes?.of(file)?.failures.length ?? 0) > 0).length;
    return {
      gone: named(gone),
      changed: named(changed),
      notIndexed: named(without.map((file) => file.path)),
      unreadable,
    };
  }
}

function named(files: readonly string[]): CheckedFiles {
  return { count: files.length, first: [...files].sort().slice(0, NAMED) };
}

const leftover = (file: string): Finding => ({
  kind: 'leftover',
  file,
  reason: 'a process that was killed has left it; it is deleted when the index is next opened',
});
