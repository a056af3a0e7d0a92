// The standard's folder as the checks read it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Schemas } from './schemas.mjs';

/** Path of spec/, with a slash at its end. */
export const folder = fileURLToPath(new URL('..', import.meta.url));

export const text = (...path) => readFileSync(join(folder, ...path), 'utf8');

export const json = (...path) => JSON.parse(text(...path));

export const schemas = new Schemas(join(folder, 'schemas'));
