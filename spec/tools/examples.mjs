// Schemas and examples one to one: every schema has an example and a broken example, and every example its schema.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf } from './judge.mjs';
import { patched } from './patch.mjs';
import { folder, json, schemas } from './standard.mjs';

const schemaOf = file => file.split('.')[0];

export function exampleChecks(check) {
  const files = readdirSync(join(folder, 'examples')).filter(file => file.endsWith('.json')).sort();
  for (const file of files) {
    check(`example ${file}`, `spec/examples/${file}`, () => faultOf(schemas, { schema: schemaOf(file), value: json('examples', file) }));
  }
  const { refused } = json('vectors', 'schemas.json');
  for (const { example, why, patch, keyword } of refused) {
    check(`${example}, ${why}`, 'spec/vectors/schemas.json', () =>
      faultOf(schemas, { schema: schemaOf(example), value: patched(json('examples', example), patch), valid: false, keyword }));
  }
  const shown = new Set(files.map(schemaOf));
  const tried = new Set(refused.map(({ example }) => schemaOf(example)));
  // A schema without a type only holds definitions.
  for (const name of schemas.names.filter(name => schemas.texts.get(name).type)) {
    const file = `spec/schemas/${name}.schema.json`;
    check(`${name} has an example`, file, () => (shown.has(name) ? null : `there is no spec/examples/${name}.json`));
    check(`${name} has a broken example`, file, () => (tried.has(name) ? null : `no entry of spec/vectors/schemas.json breaks an example of ${name}`));
  }
}
