// spec/openapi.json: its references, its examples, and exchanges of a running server judged by it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf } from './judge.mjs';
import { folder, json, schemas } from './standard.mjs';

const methods = ['get', 'head', 'put', 'post', 'patch', 'delete'];
const document = json('openapi.json');
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.filter(method => item[method]).map(method => ({ method, path, pattern: pattern(path), fixed: !path.includes('{'), ...item[method] })));

/** Of /a/{b}: a pattern that /a/1 matches. A parameter {path} has slashes. */
function pattern(path) {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace('{path}', '.+').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** The schema's name of "schemas/RoomView.schema.json", or of one of its definitions; null of a schema that is written out. */
function nameOf(schema) {
  const [, name, definition] = schema?.$ref?.match(/^schemas\/(\w+)\.schema\.json(?:#\/\$defs\/(\w+))?$/) ?? [];
  return name ? (definition ? `${name}#${definition}` : name) : null;
}

const resolved = part => (part.$ref ? part.$ref.split('/').slice(1).reduce((at, step) => at[step], document) : part);

/** Every media type of the document with the place where it stands. */
function* mediaTypes() {
  for (const { method, path, requestBody, responses } of operations) {
    for (const [media, body] of Object.entries(requestBody?.content ?? {})) yield [`${method} ${path} ${media}`, body];
    for (const [status, response] of Object.entries(responses)) {
      for (const [media, body] of Object.entries(resolved(response).content ?? {})) yield [`${method} ${path} ${status} ${media}`, body];
    }
  }
}

export function openApiChecks(check) {
  const file = 'spec/openapi.json';
  const ids = operations.map(o => o.operationId);
  check('operation ids are unique', file, () => ids.filter((id, at) => !id || ids.indexOf(id) !== at).join(', ') || null);
  for (const [where, { schema, examples }] of mediaTypes()) {
    const name = nameOf(schema ?? {}) ?? nameOf(schema?.items ?? {});
    if (schema?.$ref || schema?.items) check(where, file, () => (name && schemas.compiled(name) ? null : `there is no schema ${schema.$ref}`));
    for (const { externalValue } of Object.values(examples ?? {})) {
      check(`${where} ${externalValue}`, file, () => {
        if (!existsSync(join(folder, externalValue))) return 'there is no such example';
        return externalValue.endsWith('.json') ? faultOf(schemas, { schema: name, value: json(externalValue) }) : null;
      });
    }
  }
}

/** The fault of {method, path, status, media?, request?, response?}, as a running server was asked and has answered. */
export function exchangeFault({ method, path, status, media, request, response }) {
  const found = operations.filter(o => o.method === method.toLowerCase() && o.pattern.test(path)).sort((a, b) => b.fixed - a.fixed)[0];
  if (!found) return 'openapi.json has no such request';
  const answer = found.responses[status];
  if (!answer) return `openapi.json has no answer ${status}`;
  const asked = request === undefined || status >= 400 ? null : judged(resolved(found).requestBody?.content?.['application/json']?.schema, request);
  if (asked) return `request: ${asked}`;
  // Octets of any type, of which nothing more is said.
  const body = resolved(answer).content?.[media] ?? resolved(answer).content?.['*/*'];
  if (media && !body) return `openapi.json has no answer ${status} of ${media}`;
  const answered = response === undefined ? null : judged(body?.schema, response);
  return answered ? `answer: ${answered}` : null;
}

function judged(schema, value) {
  if (schema?.items) return value.map(item => judged(schema.items, item)).find(Boolean) ?? null;
  const name = nameOf(schema ?? {});
  return name ? faultOf(schemas, { schema: name, value }) : 'no schema is said';
}
