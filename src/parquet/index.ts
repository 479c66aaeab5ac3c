export { ParquetFile, parquetMetadata } from './parquet-file';
