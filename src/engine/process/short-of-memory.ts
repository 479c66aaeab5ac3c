/** What the engines of JavaScript say where an array is larger than they can make, or than there is memory for. */
const SAID = /^(Array buffer allocation failed|Invalid (typed )?array( buffer)? length|Invalid string length)/i;

/** Whether an error is of memory that could not be had, as files bring about that claim to be huge. */
export function shortOfMemory(error: unknown): boolean {
  return error instanceof RangeError && SAID.test(error.message);
}

/** What a person is told of it. */
export const SHORT_OF_MEMORY = 'there is not enough memory for what it says it holds';
