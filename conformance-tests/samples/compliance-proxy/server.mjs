// A compliance proxy of an organisation over HTTP (7.7). What it decides stands in policies.mjs, what becomes of that in
// proxy.mjs, how it is kept and signed in log.mjs.

import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Ajv from 'ajv/dist/2020.js'
import { Proxy } from './proxy.mjs'

const host = '127.0.0.1' // plain HTTP is for loopback only: an HTTPS server belongs before it when the provider is elsewhere
const requestOctetsMax = 1048576
const itemsMax = 50
const tokens = { proxy: process.env.OCIP_PROXY_TOKEN, admin: process.env.OCIP_PROXY_ADMIN_TOKEN }
const ajv = new Ajv({ strict: false, validateFormats: false })

const problems = { // 13.7, errors.md
  '4.1.0': [503, 'archive-unavailable'],
  '5.1.0': [403, 'blocked-policy'],
  '5.5.0': [400, 'malformed'],
  '5.5.1': [401, 'unauthenticated'],
  '5.5.4': [404, 'not-found'],
  '5.5.5': [413, 'too-large']
}
const refuse = (code, detail) => { throw Object.assign(new Error(detail), { code }) }

// Method and path: the scope that the token needs, and the answer: a value, a text, or nothing.
const routes = {
  'GET keys': [undefined, () => proxy.log.publicKeys],
  'POST proxy/evaluate': ['proxy', ({ body }) => proxy.evaluate(itemsOf(body, 'EvaluateRequest'))],
  'POST proxy/release': ['proxy', ({ body }) => proxy.release(itemsOf(body, 'ReleaseRequest'))],
  'POST proxy/cancel': ['proxy', ({ body }) => proxy.cancel(itemsOf(body, 'ReleaseRequest'))],
  'GET proxy/status': ['proxy', async ({ number }) =>
    await proxy.status(number('after', 0), number('wait', 0, 30)) ?? refuse('5.5.0', 'The cursor is beyond the end.')],
  'GET admin/reviews': ['admin', () => proxy.toReview()],
  'POST admin/reviews': ['admin', ({ body, id }) => {
    if (!['release', 'block'].includes(body?.decision)) refuse('5.5.0', 'The decision is release or block.')
    if (!proxy.review(id, body.decision)) refuse('5.5.4', 'This event waits for no review.')
  }],
  'GET archive/checkpoint': ['admin', () => proxy.log.checkpoint ?? refuse('5.5.4', 'The log is empty.')],
  'GET archive/records': ['admin', ({ number }) => proxy.records(number('after', -1), number('limit', 1, 500))]
}

async function serve (request) {
  const { pathname, searchParams } = new URL(request.url, `http://${host}`)
  const [, path, id] = /^\/ocip\/v1\/([a-z]+(?:\/[a-z]+)?)(?:\/([\w-]{43}))?$/.exec(pathname) ?? []
  const [scope, answer] = routes[`${request.method} ${path}`] ?? refuse('5.5.4', 'There is nothing at this path.')
  if (scope) authorize(request.headers.authorization, scope)
  const number = (name, min, max = Number.MAX_SAFE_INTEGER) => {
    const text = searchParams.get(name) ?? undefined
    if (text !== undefined && !(/^-?\d+$/.test(text) && text >= min && text <= max)) refuse('5.5.0', `${name} is a number from ${min} to ${max}.`)
    return text && Number(text)
  }
  return answer({ id, number, body: request.method === 'POST' ? await read(request) : undefined })
}

function authorize (header = '', scope) {
  const hash = (text) => createHash('sha256').update(text).digest() // so that the time it takes says nothing of the token
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
  const count = body?.items?.length ?? 1
  if (count < 1 || count > itemsMax) refuse(count ? '5.5.5' : '5.5.0', `A request has 1 to ${itemsMax} items.`) // PRX-7.103
  const valid = ajv.getSchema(`https://ocip.example/1/schemas/${type}.schema.json`)
  return valid(body) ? body.items : refuse('5.5.0', `The body is no ${type}: ${valid.errors[0].instancePath || '/'} ${valid.errors[0].message}.`)
}

const server = createServer(async (request, response) => {
  const send = (status, type, text) => response.writeHead(status, { 'content-type': type }).end(text)
  try {
    const answer = await serve(request)
    if (answer === undefined) response.writeHead(204).end()
    else if (typeof answer === 'string') send(200, 'text/plain; charset=utf-8', answer)
    else send(200, 'application/json', JSON.stringify(answer))
  } catch (error) {
    const { code, message: detail } = problems[error.code] ? error : { code: '4.1.0', message: 'The proxy has a fault.' }
    if (code === '4.1.0') console.error(error)
    proxy.log.flush() // what was decided on items before a fault stays so
    const [status, title] = problems[code]
    response.setHeader('connection', 'close') // of a request that was too large, the rest is not read
    send(status, 'application/problem+json', JSON.stringify({ type: `urn:ocip:code:${code}`, title, status, code, detail }))
  }
})

let proxy
try { // what cannot go well ends with one sentence
  const text = (value) => ({ type: 'string', default: value })
  const here = fileURLToPath(new URL('../../../spec/schemas', import.meta.url))
  const options = { provider: text(''), data: text('./data'), port: text('8449'), schemas: text(process.env.OCIP_SCHEMAS ?? here) }
  const { provider, data, port, schemas } = parseArgs({ options }).values
  const need = (good, sentence) => { if (!good) throw new Error(sentence) }
  need(/^[a-z0-9][a-z0-9.-]*$/.test(provider), 'say whose proxy it is: --provider acme.example')
  need(port < 65536, '--port is a number below 65536')
  need(tokens.proxy?.length >= 32, "OCIP_PROXY_TOKEN must be the provider's token, of 32 random characters or more")
  need(!tokens.admin || (tokens.admin.length >= 32 && tokens.admin !== tokens.proxy), 'OCIP_PROXY_ADMIN_TOKEN must be another token of 32 characters or more')
  for (const file of readdirSync(schemas).filter(name => name.endsWith('.schema.json'))) ajv.addSchema(JSON.parse(readFileSync(`${schemas}/${file}`, 'utf8')))
  proxy = new Proxy(provider, data)
  await once(server.listen(Number(port), host), 'listening')
  console.log(`${proxy.id} on http://${host}:${server.address().port}, ${proxy.log.lines.length} records`)
} catch (error) {
  console.error(`compliance-proxy: ${error.message}`)
  process.exit(1)
}
