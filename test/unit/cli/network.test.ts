import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { networkFetch } from '../../../src/cli/network';

describe('the network from a terminal', () => {
  const listening = async (server: http.Server) => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  };

  it('is reached through the proxy of the environment, but for the hosts that it leaves out', async () => {
    const tunnelled: string[] = [];
    const server = http.createServer((_, response) => response.end('from the server'));
    const proxy = http.createServer().on('connect', (request: http.IncomingMessage, client: net.Socket) => {
      tunnelled.push(request.url!);
      // Wherever it was to lead: it comes to the server of this test.
      const { port } = server.address() as net.AddressInfo;
      const beyond = net.connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        beyond.pipe(client).pipe(beyond);
      });
    });
    const [own, by] = [await listening(server), await listening(proxy)];
    try {
      const text = async (address: string, env: NodeJS.ProcessEnv) => (await (await networkFetch(env))(address)).text();
      const before = { ...process.env };
      try {
        Object.assign(process.env, { http_proxy: `http://${by}`, no_proxy: '127.0.0.1' });
        assert.equal(await text('http://hub.invalid/a', process.env), 'from the server');
        assert.deepEqual(tunnelled, ['hub.invalid:80']);
        assert.equal(await text(`http://${own}/`, process.env), 'from the server');
        assert.equal(tunnelled.length, 1);
      } finally {
        for (const name of ['http_proxy', 'no_proxy']) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
      }
      assert.equal(await networkFetch({}), globalThis.fetch);
    } finally {
      for (const one of [server, proxy]) {
        one.closeAllConnections();
        one.close();
      }
    }
  });
});
