import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { type Asked, type Mischief, send } from './hub-server';

/** A server of files by their paths, on this machine; each is answered by way of another address, as mirrors do. */
export class PackageServer {
  readonly asked: Asked[] = [];
  private readonly files = new Map<string, Uint8Array>();
  private readonly mischief = new Map<string, Mischief[]>();

  private constructor(
    private readonly server: http.Server,
    readonly address: string,
  ) {}

  static async start(): Promise<PackageServer> {
    const server = http.createServer((request, response) => packages.answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const packages: PackageServer = new PackageServer(server, `http://127.0.0.1:${port}`);
    return packages;
  }

  add(path: string, bytes: Uint8Array): void {
    this.files.set(path, bytes);
  }

  /** Does these things, one a request, with what is asked for under a path; then answers well. */
  misbehave(path: string, ...mischief: Mischief[]): void {
    this.mischief.set(path, mischief);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = new URL(request.url!, this.address).pathname.slice(1);
    if (!path.startsWith('elsewhere/')) return void response.writeHead(302, { location: `/elsewhere/${path}` }).end();
    const asked = path.slice('elsewhere/'.length);
    const { range, 'if-range': ifRange } = request.headers as Record<string, string | undefined>;
    this.asked.push({ path: asked, range, ifRange });
    const does = this.mischief.get(asked)?.shift();
    if (typeof does === 'object' && 'status' in does) return void response.writeHead(does.status, does.headers).end();
    const bytes = this.files.get(asked);
    if (!bytes) return void response.writeHead(404).end();
    send(response, bytes, { range, ifRange }, does);
  }
}
