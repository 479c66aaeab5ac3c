import type { LayerWriter } from './layers';

/** The part of the graph that a family's builder adds. */
export interface BuiltNetwork {
  /** The last feature map, [N, channels, height, width]. */
  readonly featureMap: string;
  /** [N, features], what timm's `forward` gives with `num_classes=0`. */
  readonly embedding: string;
  /** Feature maps at the end of the stem and of each stage, by the name of the module. */
  readonly blocks: ReadonlyMap<string, string>;
}

/** A family of architectures whose widths and depths are read off the tensors. */
export interface Family {
  /** For people: what is covered. */
  readonly covers: string;
  readonly matches: (architecture: string) => boolean;
  /** The weights that see the image, [outputs, channels, height, width]. */
  readonly firstWeight: string;
  /** Beginnings of the names of tensors that are no part of the encoder: classifiers. */
  readonly classifier: readonly string[];
  readonly build: (layers: LayerWriter, image: string, architecture: string) => BuiltNetwork;
}
