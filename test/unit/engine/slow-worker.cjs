// A thread that hangs, dies or goes on as it is told.
require('tsx/cjs');
const { serve } = require('../../../src/engine/process/worker-calls');

const wait = (ms) => {
  for (const end = performance.now() + ms; performance.now() < end;);
};

serve({
  echo: (params) => ({ result: params }),
  hang({ piece }, signs) {
    for (let i = 0; i <= piece; i++) signs.beginPiece(i);
    for (;;) wait(1);
  },
  fill(_, signs) {
    signs.beginPiece(3);
    const all = [];
    for (;;) all.push(new Array(1000).fill(all.length));
  },
  // Gives signs of life all the while.
  busy({ ms }, signs) {
    for (let at = 0; at < ms; at += 400) {
      wait(400);
      signs.beat();
    }
    return { result: 'done' };
  },
  fail: () => {
    throw new TypeError('no');
  },
  exit: () => process.exit(7),
  view({ file }) {
    if (file === 'hangs') for (;;) wait(1);
    return { result: [] };
  },
});
