// A compliance proxy of an organisation over HTTP (7.7). What it decides stands in policies.mjs, what becomes of that in
// proxy.mjs, how it is kept and signed in log.mjs.

import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Ajv from 'ajv/dist/2020.js'
import { Proxy } from './proxy.mjs'

const requestOctetsMax = 1048576
const itemsMax = 50
const host = '127.0.0.1' // plain HTTP is for loopback only; beyond it belongs an HTTPS server before this one

const problems = { // 13.7, errors.md
  '4.1.0': [503, 'archive-unavailable'],
  '5.1.0': [403, 'blocked-policy'],
  '5.5.0': [400, 'malformed'],
  '5.5.1': [401, 'unauthenticated'],
  '5.5.4': [404, 'not-found'],
  '5.5.5': [413, 'too-large']
}
class Problem extends Error {
  constructor (code, detail) { super(detail); this.code = code }
}
const refuse = (code, detail) => { throw new Problem(code, detail) }

// Path and method: the scope of the token that is needed, and the answer: a value, a text, or nothing.
const routes = {
  'GET /keys': [undefined, () => proxy.log.publicKeys],
  'POST /proxy/evaluate': ['proxy', ({ body }) => proxy.evaluate(itemsOf(body, 'EvaluateRequest'))],
  'POST /proxy/release': ['proxy', ({ body }) => proxy.release(itemsOf(body, 'ReleaseRequest'))],
  'POST /proxy/cancel': ['proxy', ({ body }) => proxy.cancel(itemsOf(body, 'ReleaseRequest'))],
  'GET /proxy/status': ['proxy', async ({ number }) =>
    await proxy.status(number('after', 0), number('wait', 0, 30)) ?? refuse('5.5.0', 'The cursor is beyond the end.')],
  'GET /admin/reviews': ['admin', () => proxy.toReview()],
  'POST /admin/reviews/*': ['admin', ({ body, last }) => {
    if (!['release', 'block'].includes(body?.decision)) refuse('5.5.0', 'The decision is release or block.')
    if (!proxy.review(last, body.decision)) refuse('5.5.4', 'This event waits for no review.')
  }],
  'GET /archive/checkpoint': ['admin', () => proxy.log.checkpoint ?? refuse('5.5.4', 'The log is empty.')],
  'GET /archive/records': ['admin', ({ number }) => proxy.records(number('after', -1), number('limit', 1, 500))]
}

async function serve (request) {
  const { pathname, searchParams } = new URL(request.url, `http://${host}`)
  const path = pathname.replace(/^\/ocip\/v1/, '')
  const last = path.slice(path.lastIndexOf('/') + 1)
  const [scope, answer] = (path !== pathname && (routes[`${request.method} ${path}`] ?? routes[`${request.method} ${path.replace(/[^/]+$/, '*')}`])) ||
    refuse('5.5.4', 'There is nothing at this path.')
  if (scope) authorize(request.headers.authorization, scope)
  const number = (name, min, max = Number.MAX_SAFE_INTEGER) => {
    const text = searchParams.get(name)
    const good = text === null || (/^-?\d+$/.test(text) && text >= min && text <= max)
    return text === null ? undefined : good ? Number(text) : refuse('5.5.0', `${name} is a number from ${min} to ${max}.`)
  }
  return answer({ last, number, body: request.method === 'POST' ? await read(request) : undefined })
}

function authorize (header = '', scope) {
  const hash = (text) => createHash('sha256').update(text).digest() // so that the time to compare says nothing of the token
  const given = hash(header.replace(/^Bearer /i, ''))
  const known = Object.keys(tokens).find(name => tokens[name] && timingSafeEqual(given, hash(tokens[name])))
  if (!known) refuse('5.5.1', 'The token is missing or unknown.')
  if (known !== scope) refuse('5.1.0', 'The token does not have the scope for this.')
}

async function read (request) {
  const parts = []
  let octets = 0
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    if ((octets += part.length) > requestOctetsMax) refuse('5.5.5', `A request has at most ${requestOctetsMax} octets.`)
    parts.push(part)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts)))
  } catch {
    return refuse('5.5.0', 'The body is not JSON in UTF-8.')
  }
}

function itemsOf (body, type) {
  if (body?.items?.length > itemsMax) refuse('5.5.5', `A request has 1 to ${itemsMax} items.`) // PRX-7.103
  const valid = ajv.getSchema(`https://ocip.example/1/schemas/${type}.schema.json`)
  if (!valid(body)) refuse('5.5.0', `The body is no ${type}: ${valid.errors[0].instancePath || '/'} ${valid.errors[0].message}.`)
  return body.items.length ? body.items : refuse('5.5.0', `A request has 1 to ${itemsMax} items.`)
}

const server = createServer(async (request, response) => {
  const send = (status, type, text) => response.writeHead(status, { 'content-type': type, ...(status > 299 && { connection: 'close' }) }).end(text)
  try {
    const answer = await serve(request)
    if (answer === undefined) response.writeHead(204).end()
    else if (typeof answer === 'string') send(200, 'text/plain; charset=utf-8', answer)
    else send(200, 'application/json', JSON.stringify(answer))
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error)
    const { code, message: detail } = error instanceof Problem ? error : new Problem('4.1.0', 'The proxy has a fault; nothing was decided.')
    const [status, title] = problems[code]
    send(status, 'application/problem+json', JSON.stringify({ type: `urn:ocip:code:${code}`, title, status, code, detail }))
  }
})

// ---- Start: what cannot go well ends with one sentence

const tokens = { proxy: process.env.OCIP_PROXY_TOKEN, admin: process.env.OCIP_PROXY_ADMIN_TOKEN }
const ajv = new Ajv({ strict: false, validateFormats: false })
let proxy
try {
  const { values } = parseArgs({
    options: {
      provider: { type: 'string', default: process.env.OCIP_PROVIDER },
      data: { type: 'string', default: process.env.OCIP_DATA ?? './data' },
      port: { type: 'string', default: process.env.OCIP_PORT ?? '8449' },
      schemas: { type: 'string', default: process.env.OCIP_SCHEMAS ?? fileURLToPath(new URL('../../../spec/schemas', import.meta.url)) }
    }
  })
  const need = (good, sentence) => { if (!good) throw new Error(sentence) }
  need(/^[a-z0-9][a-z0-9.-]*$/.test(values.provider ?? ''), 'say whose proxy it is: --provider acme.example (or OCIP_PROVIDER)')
  need(values.port < 65536, '--port is a number below 65536')
  need(tokens.proxy?.length >= 32, "OCIP_PROXY_TOKEN must be the provider's token, of 32 random characters or more")
  need(!tokens.admin || (tokens.admin.length >= 32 && tokens.admin !== tokens.proxy), 'OCIP_PROXY_ADMIN_TOKEN must be another token of 32 characters or more')
  for (const file of readdirSync(values.schemas).filter(name => name.endsWith('.schema.json'))) {
    ajv.addSchema(JSON.parse(readFileSync(join(values.schemas, file), 'utf8')))
  }
  proxy = new Proxy(values.provider, values.data)
  await once(server.listen(Number(values.port), host), 'listening')
  console.log(`${proxy.id} on http://${host}:${server.address().port}, ${proxy.log.lines.length} records`)
} catch (error) {
  console.error(`compliance-proxy: ${error.message}`)
  process.exit(1)
}
