import path from 'node:path';

/** The repository: what a development extension is loaded from. */
export const ROOT = path.resolve(__dirname, '../..');

/** Pictures of what a test saw; not kept in git. */
export const SCREENSHOTS = path.join(ROOT, 'test/ui/screenshots');

/** The extension as users get it: set while the packaged .vsix is tested, unset while the checkout is. */
export const VSIX = process.env.MORPHOSCOPE_TEST_VSIX;
