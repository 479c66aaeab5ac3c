// Other rooms are named by their files here: panels know this contract, and what those rooms do with files is not for them.

/**
 * What the engine's clients (the editor, the command line) ask it, over the IPC channel of a forked process: an `EngineRequest` each.
 * Requests are cancelled by the protocol's own tokens; failures arrive as `ResponseError` with `Failure` data.
 */
export * from './collections';
export * from './cutouts';
export * from './failure';
export * from './maps';
export * from './near-duplicates';
export * from './rankings';
export * from './request';
export * from './searches';
export * from './tables';
