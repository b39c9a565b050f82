import { hearing, type Heard } from './hearing';
import type { Catalogue } from './words';

export const words: Catalogue = {};

export const heard: Heard = {};

export const hear = hearing(heard);
