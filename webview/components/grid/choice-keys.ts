const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/**
 * The key of each choice, undefined of those beyond ten. A choice that is a digit (`0`, `1`, also `1.0`) has that key, so that a class never
 * has the key of another; the others have those that are left, 1 first.
 */
export function choiceKeys(choices: readonly string[]): readonly (string | undefined)[] {
  const own = choices.map(digitOf);
  const taken = new Set(own.filter((key) => key !== undefined));
  const left = KEYS.filter((key) => !taken.has(key));
  // Where two choices are the same number, as 1 and 1.0, the first has the key.
  const used = new Set<string>();
  return own.map((key) => {
    const chosen = key === undefined ? left.shift() : used.has(key) ? left.shift() : key;
    if (chosen !== undefined) used.add(chosen);
    return chosen;
  });
}

function digitOf(choice: string): string | undefined {
  const match = /^(\d)(?:\.0*)?$/.exec(choice.trim());
  return match?.[1];
}
