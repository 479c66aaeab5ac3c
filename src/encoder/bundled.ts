/** Folder in media/encoders/ of the encoder that is used unless another is named, and the id in its card. */
export const BUNDLED_ENCODER = 'morphoscope-4';
