/** A tooltip is no list: so many parts are named. */
const SHOWN = 5;

/**
 * What the view says of an index of which something is missing or damaged, and what can be done.
 * @param damage at least one part, each in words
 */
export function damageText(damage: readonly string[]): { readonly label: string; readonly tooltip: string } {
  const count = (n: number) => n.toLocaleString('en');
  const { length } = damage;
  const label = `${length === 1 ? '1 part' : `${count(length)} parts`} missing or damaged`;
  const tooltip = [
    `Of the index of this folder ${length === 1 ? 'a part is' : 'parts are'} missing or damaged.`,
    'Click to index the folder again: what is missing is encoded anew, all else stays as it is.',
    'If files have been deleted by mistake, put them back first.',
    ...damage.slice(0, SHOWN),
    ...(length > SHOWN ? [`and ${count(length - SHOWN)} more, which morphoscope check lists`] : []),
  ].join('\n\n');
  return { label, tooltip };
}
