/** Begins what in-host tests print: the page they run in hears all that the workbench logs, too. */
export const MARK = '\u200b[test] ';
