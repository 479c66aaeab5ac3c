import assert from 'node:assert/strict';
import { numberOfInt64 } from '../../../src/onnx/int64';

describe('64-bit integers of ONNX files', () => {
  it('are numbers, and none that is no 64-bit integer', () => {
    for (const value of [0n, -1n, 2n ** 53n, -(2n ** 63n)]) assert.equal(numberOfInt64(value), Number(value));
    // "To the end": the nearest number, 2^63, would be written as -2^63.
    const end = numberOfInt64(2n ** 63n - 1n);
    assert.equal(BigInt.asIntN(64, BigInt(end)), BigInt(end));
    assert.ok(end > 2 ** 62);
  });
});
