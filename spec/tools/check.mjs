// Checks everything that is machine-readable in spec/, in one process: 0 nothing is wrong, 1 something is, 3 its packages are missing.
// Prints one line "spec/file:1: what is wrong" for each finding, then a summary; with --json one JSON line for every check.
//
//   node spec/tools/check.mjs [--json] [--cases]
//
// With --cases it also reads lines from standard input: {"name", "schema", "value", "valid"?, "keyword"?}. `schema` is the name of a
// schema (SubmitRequest) or of a definition (Common#UserId); `valid` is true when absent, `keyword` is what must refuse the value.
// A line without a schema is an exchange: {"name", "method", "path", "status", "media"?, "request"?, "response"?}, judged by openapi.json.
import { readFileSync } from 'node:fs';
import { asyncApiChecks } from './asyncapi.mjs';
import { exampleChecks } from './examples.mjs';
import { exchangeFault, openApiChecks } from './openapi.mjs';
import { schemas } from './standard.mjs';
import { faultOf } from './judge.mjs';

const asJson = process.argv.includes('--json');
const summary = { checked: 0, failed: 0 };

/** Runs a check; the text that it returns, or throws, is its fault. */
function check(name, file, run) {
  let fault;
  try {
    fault = run() ?? null;
  } catch (thrown) {
    fault = thrown.message;
  }
  summary.checked++;
  if (fault) summary.failed++;
  if (asJson) console.log(JSON.stringify({ check: name, file, ok: !fault, ...(fault ? { fault } : {}) }));
  else if (fault) console.log(`${file}:1: ${name}: ${fault}`);
}

for (const name of schemas.names) check(`schema ${name}`, `spec/schemas/${name}.schema.json`, () => schemas.faultOf(name));
exampleChecks(check);
openApiChecks(check);
asyncApiChecks(check);
if (process.argv.includes('--cases')) {
  for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const given = JSON.parse(line);
    check(given.name, given.file ?? 'stdin', () => (given.schema ? faultOf(schemas, given) : exchangeFault(given)));
  }
}
console.log(asJson ? JSON.stringify({ summary }) : `${summary.checked} checked, ${summary.failed} failed`);
process.exitCode = summary.failed ? 1 : 0;
