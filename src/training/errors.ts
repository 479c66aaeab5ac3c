/** A network that cannot be trained, or a training run that cannot go on; the message says which part and why. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}
