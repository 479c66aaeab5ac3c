import path from 'node:path';

/** The file of a bundle of a thread or a process, beside the engine's own. */
export const bundle = (name: string) => path.join(__dirname, `${name}.js`);
