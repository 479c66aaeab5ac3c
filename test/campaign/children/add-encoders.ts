import fs from 'node:fs';
import path from 'node:path';
import { addEncoder, EncoderLibrary } from '../../../src/encoder/library';
import { smallOnnx } from '../../unit/encoder/small-onnx';

/** Adds encoders to a library, and takes every other one away again; tells of each. argv: library, what ids begin with */
const [folder, prefix] = process.argv.slice(2);

async function main(): Promise<void> {
  const library = path.join(folder, 'library');
  const source = path.join(folder, `${prefix}.onnx`);
  fs.writeFileSync(source, smallOnnx());
  for (let i = 0; ; i++) {
    const id = `${prefix}-${i}`;
    await addEncoder({ source, library, identity: { id, licence: 'MIT' }, taken: [] }, { threads: 1 });
    process.send?.(`added ${id}`);
    if (i % 2 === 0) continue;
    await new EncoderLibrary(library, path.join(folder, 'none')).remove(id);
    process.send?.(`removed ${id}`);
  }
}

void main();
