import { type Repository, repositoryOf } from './address';

/** An encoder of Zoobot (Walmsley et al. 2023, JOSS 8, 5312) as it is published on the Hub. */
export interface ZoobotEncoder {
  /** The name shown to users. */
  readonly name: string;
  readonly repository: Repository;
  /** Megabytes to download: as the Hub shows them, or four bytes for each parameter without the classifier. */
  readonly megabytes: number;
  /** Length of a representation: timm's `num_features`, or the head's hidden size where it has one. */
  readonly dimensions: number;
  readonly greyscale: boolean;
}

/** All of them are under this licence, as their pages on the Hub say. */
export const ZOOBOT_LICENCE = 'apache-2.0';

const encoder = (name: string, repository: string, megabytes: number, dimensions: number): ZoobotEncoder => ({
  name,
  repository: repositoryOf(`mwalmsley/zoobot-encoder-${repository}`)!,
  megabytes,
  dimensions,
  greyscale: repository.startsWith('greyscale-'),
});

/**
 * The published encoders: zoobot.readthedocs.io, "Pretrained Models", and the Hub's collection of greyscale ones. The page names
 * MaxViT-Tiny's repository as that of a variant; the one that exists is named here.
 */
export const ZOOBOT_ENCODERS: readonly ZoobotEncoder[] = [
  encoder('ConvNeXt pico', 'convnext_pico', 34, 512),
  encoder('ConvNeXt nano', 'convnext_nano', 60, 640),
  encoder('ConvNeXt tiny', 'convnext_tiny', 111, 768),
  encoder('ConvNeXt small', 'convnext_small', 198, 768),
  encoder('ConvNeXt base', 'convnext_base', 350, 1024),
  encoder('ConvNeXt large', 'convnext_large', 785, 1536),
  encoder('ResNet 18', 'resnet18', 45, 512),
  encoder('ResNet 50', 'resnet50', 94, 2048),
  encoder('ResNet 101', 'resnet101', 171, 2048),
  encoder('MaxViT tiny', 'maxvit_tiny_rw_224', 115, 512),
  encoder('MaxViT small', 'maxvit_rmlp_small_rw_224', 257, 768),
  encoder('MaxViT base', 'maxvit_base_rw_224', 463, 768),
  encoder('MaxViT large', 'maxvit_large_tf_224', 844, 1024),
  encoder('ConvNeXt pico, greyscale', 'greyscale-convnext_pico', 34, 512),
  encoder('ConvNeXt nano, greyscale', 'greyscale-convnext_nano', 60, 640),
];

/** The one of a repository, or of the end of its name: `convnext_nano`. */
export function zoobotEncoder(text: string): ZoobotEncoder | undefined {
  const name = text.trim().replace(/^zoobot[:-](encoder-)?/, '');
  const given = repositoryOf(text)?.name ?? `zoobot-encoder-${name}`;
  const owner = repositoryOf(text)?.owner ?? 'mwalmsley';
  return ZOOBOT_ENCODERS.find(({ repository }) => repository.owner === owner && repository.name === given);
}
