// spec/asyncapi.yaml: by the published schema of AsyncAPI 3, its references, and the examples of its streams.
import { load } from './modules.mjs';
import { faultOf } from './judge.mjs';
import { json, schemas, text } from './standard.mjs';

const Ajv = load('ajv').default;
const addFormats = load('ajv-formats').default;
const published = load('@asyncapi/specs/schemas/3.0.0.json');
const document = load('yaml').parse(text('asyncapi.yaml'));
const file = 'spec/asyncapi.yaml';

export function asyncApiChecks(check) {
  check('AsyncAPI 3.0.0', file, () => {
    // The published schema brings draft 07 along.
    const ajv = new Ajv({ strict: false, allErrors: false, meta: false, validateSchema: false });
    addFormats(ajv);
    const validate = ajv.compile(published);
    return validate(document) ? null : ajv.errorsText(validate.errors);
  });
  for (const reference of references(document)) {
    check(reference, file, () => {
      const [, name] = reference.match(/^schemas\/(\w+)\.schema\.json$/) ?? [];
      if (name) return schemas.compiled(name) ? null : 'there is no such schema';
      return reference.slice(2).split('/').reduce((at, step) => at?.[step], document) ? null : 'there is nothing';
    });
  }
  const sent = text('examples', 'sync.sse.txt').split('\n').find(line => line.startsWith('data: '));
  check('sync.sse.txt', 'spec/examples/sync.sse.txt', () => faultOf(schemas, { schema: 'SyncFrame', value: JSON.parse(sent.slice('data: '.length)) }));
  const served = Object.keys(json('openapi.json').paths);
  for (const [name, { address, servers }] of Object.entries(document.channels)) {
    const isHttp = servers.some(server => server.$ref === '#/servers/provider');
    check(`${name}: ${address}`, file, () => (!isHttp || served.includes(address) ? null : 'openapi.json has no such request'));
  }
}

function references(value) {
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [inner] : references(inner)));
}
