// What the package declares is what the element is; this file is only ever type-checked.

import type { DocklineAvailability as Declared, DocklinePart } from '../widget';
import type { Part } from './intent';
import type { DocklineAvailability } from './widget';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

export const part: Same<Part, DocklinePart> = true;
export const element = (actual: DocklineAvailability): Declared => actual;
export const server: keyof typeof Declared & 'server' = 'server';
