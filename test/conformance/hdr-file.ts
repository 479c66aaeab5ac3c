import fs from 'node:fs';
import type { Header } from '../../src/fits';
import { headerOf } from '../unit/fits/header-of';

/** The header in a file of card images, with or without newlines between them. */
export function readHdrFile(file: string): Header {
  const text = fs.readFileSync(file, 'latin1');
  const lines = text.includes('\n') ? text.split(/\r?\n/) : (text.match(/.{1,80}/g) ?? []);
  return headerOf(...lines);
}
