// Serves VS Code with the extension loaded, for a look without a desktop VS Code; runs until Ctrl+C.
// usage: node --import tsx scripts/demo/serve.mjs WORKSPACE
import path from 'node:path';
import { once } from 'node:events';
import { VscodeServer } from '../../test/harness/server.ts';

const server = await VscodeServer.start();
console.log('VS Code with Morphoscope, for a browser on this machine (Ctrl+C ends it):');
console.log(server.url(path.resolve(process.argv[2]), { development: true }));
// Listening alone would not keep the process alive.
const alive = setInterval(() => {}, 2 ** 30);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(alive);
await server.stop();
