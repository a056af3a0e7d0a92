// Finds the packages that package-lock.json names: beside this file after `npm ci` here, else where `./interop setup` puts them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The folder of the cache that `./interop setup` fills; it changes with the lock file. */
function cached() {
  const digest = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex').slice(0, 12);
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'interop', `spec-tools-${digest}`);
}

const folder = [here, cached()].find(place => existsSync(join(place, 'node_modules', 'ajv', 'package.json')));
if (!folder) {
  console.error('The packages of spec/tools are missing: run ./interop setup, or npm ci in spec/tools.');
  process.exit(3);
}

export const load = createRequire(join(folder, 'package.json'));
