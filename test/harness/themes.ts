/**
 * The themes that a suite takes its pictures in: all, for people to look at; the first alone in continuous integration, where
 * nobody does, and where one shows that the panel follows.
 */
export function themesToShow<T extends string>(...all: readonly T[]): readonly T[] {
  return process.env.CI ? all.slice(0, 1) : all;
}
