import { stopShared } from './shared-vscode';

/** Mocha's root hooks for suites that are run by hand; the workers of `npm test` stop what they share themselves. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopShared();
  },
};
