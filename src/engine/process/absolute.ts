import path from 'node:path';
import { StoreError } from '../../collection';

/**
 * Sees that what is to be written has an absolute path: another would be taken from the folder that the process happens to
 * have been started in.
 * @throws StoreError with the path
 */
export function requireAbsolute(...files: readonly unknown[]): void {
  for (const file of files) {
    if (typeof file === 'string' && path.isAbsolute(file)) continue;
    throw new StoreError(String(file), 'it is not an absolute path, so nothing is written there');
  }
}
