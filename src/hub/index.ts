export { endpointOf, HUB, type Repository, repositoryName, repositoryOf } from './address';
export { download, type DownloadOptions } from './download';
export { HubError } from './errors';
export { downloadFolder, type FetchedEncoder, fetchEncoder, type FetchOptions } from './fetch-encoder';
export { type HubIdentity, hubIdentity } from './identity';
export { DownloadProgress } from './progress-text';
export { type Token, tokenFor } from './token';
export { ZOOBOT_ENCODERS, ZOOBOT_LICENCE, type ZoobotEncoder, zoobotEncoder } from './zoobot';
