// Compiles spec/schemas with Ajv (JSON Schema 2020-12) and judges values by them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './modules.mjs';

const Ajv2020 = load('ajv/dist/2020').default;
const addFormats = load('ajv-formats').default;

/** Every $id begins with it. */
export const base = 'https://ocip.example/1/schemas/';

export class Schemas {
  constructor(folder) {
    this.ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: false, discriminator: false });
    addFormats(this.ajv, ['date-time', 'date', 'uri']);
    // maxLength counts characters; the limits of the standard are octets of UTF-8 (3.6).
    this.ajv.addKeyword({
      keyword: 'x-maxOctets', type: 'string', schemaType: 'number',
      validate: (max, text) => Buffer.byteLength(text, 'utf8') <= max,
    });
    this.names = readdirSync(folder).filter(file => file.endsWith('.schema.json')).map(file => file.slice(0, -'.schema.json'.length)).sort();
    this.texts = new Map(this.names.map(name => [name, JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))]));
    for (const [name, schema] of this.texts) this.ajv.addSchema(schema, base + `${name}.schema.json`, undefined, false); // faultOf says what is wrong with it
  }

  /** @returns {string | null} what is wrong with the schema itself */
  faultOf(name) {
    const schema = this.texts.get(name);
    if (schema.$schema !== 'https://json-schema.org/draft/2020-12/schema') return '$schema is not that of 2020-12';
    if (schema.$id !== `${base}${name}.schema.json`) return `$id is ${schema.$id}`;
    if (!schema.title || !schema.description) return 'title or description is missing';
    if (!this.ajv.validateSchema(schema)) return this.ajv.errorsText(this.ajv.errors);
    try {
      this.compiled(name);
      return null;
    } catch (fault) {
      return fault.message;
    }
  }

  /**
   * @param name name of a schema, or of one of its definitions: Common#UserId
   * @returns {{keyword: string, at: string, message: string}[]} what is wrong with the value; empty when nothing is
   */
  errorsOf(name, value) {
    const validate = this.compiled(name);
    return validate(value) ? [] : validate.errors.map(e => ({ keyword: e.keyword, at: e.instancePath, message: `${e.message} ${JSON.stringify(e.params)}` }));
  }

  compiled(name) {
    const [file, definition] = name.split('#');
    const id = `${base}${file}.schema.json${definition ? `#/$defs/${definition}` : ''}`;
    const validate = this.ajv.getSchema(id);
    if (!validate) throw new Error(`there is no schema ${name}`);
    return validate;
  }
}
