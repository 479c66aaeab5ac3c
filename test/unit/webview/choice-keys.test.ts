import assert from 'node:assert/strict';
import fc from 'fast-check';
import { choiceKeys } from '../../../webview/components/grid/choice-keys';

describe('the keys of choices', () => {
  it('are the digits that choices are, and for others those that are left', () => {
    for (const [choices, keys] of [
      [
        ['0', '1'],
        ['0', '1'],
      ],
      [
        ['1.0', '0.0'],
        ['1', '0'],
      ],
      [
        ['ring', 'disk'],
        ['1', '2'],
      ],
      [
        ['1', 'ring', '0'],
        ['1', '2', '0'],
      ],
      [
        ['1', '1.0'],
        ['1', '2'],
      ],
      [[...'abcdefghijkl'], ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', undefined, undefined]],
    ] as const)
      assert.deepEqual(choiceKeys(choices), keys, choices.join());
  });

  it('are never two of one, and never one class for the digit of another', () => {
    const choice = fc.oneof(fc.integer({ min: 0, max: 12 }).map(String), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.uniqueArray(choice, { maxLength: 15 }), (choices) => {
        const keys = choiceKeys(choices);
        const given = keys.filter((key) => key !== undefined);
        assert.equal(new Set(given).size, given.length);
        for (const [i, one] of choices.entries()) if (/^\d$/.test(one) && !choices.slice(0, i).some((other) => Number(other) === Number(one) && other.trim() !== '')) assert.equal(keys[i], one); // prettier-ignore
      }),
    );
  });
});
