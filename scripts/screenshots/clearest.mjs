/** A bright galaxy of the class, seen nearly face-on, in a file that tells nothing by its name. */
export function clearest(galaxies, wanted) {
  const some = galaxies.filter((galaxy) => galaxy.class === wanted && galaxy.axisRatio > 0.7);
  if (some.length === 0) throw new Error(`no ${wanted} in the sample`);
  return some.reduce((best, galaxy) => (galaxy.signalToNoise > best.signalToNoise ? galaxy : best));
}
