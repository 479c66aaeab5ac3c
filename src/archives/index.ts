export { type ArchiveParts, readZipEntries, type Refuse, STORED, type ZipEntry } from './zip';
