import type { Campaign } from './campaign';
import { damages } from './damages';
import { indexing } from './indexing';
import { decisions, labels, twoWriters } from './labels';
import { encoders, models } from './models';

export const CAMPAIGNS: readonly Campaign[] = [indexing, labels, twoWriters, decisions, models, encoders, damages];
