import { CONVNEXT } from './convnext';
import { EFFICIENTNET } from './efficientnet';
import { MAXVIT } from './maxvit';
import type { Family } from './network';
import { RESNET } from './resnet';

export const FAMILIES: readonly Family[] = [CONVNEXT, RESNET, EFFICIENTNET, MAXVIT];
