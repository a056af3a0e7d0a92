// The log of the proxy (chapter 08): one line on disk for each record, the tree over them, and what is signed with each.

import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import canonicalize from 'canonicalize'

const jcs = (value) => Buffer.from(canonicalize(value)) // 3.2; a member that is undefined is left out
const base64url = (octets) => octets.toString('base64url')
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const leafHash = (octets) => sha256(Buffer.of(0), octets) // 8.2
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right)

export const now = () => new Date().toISOString()
export const freshSalt = () => base64url(randomBytes(32))
export const digest = (value) => base64url(sha256(jcs(value)))
export const contentDigest = ({ salt, ...said }) => base64url(sha256(Buffer.from(salt, 'base64url'), jcs(said))) // 4.5

function makeKey (purpose, proxy) { // 8.3
  const { kty, crv, x, y, d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return { kty, crv, x, y, d, kid: digest({ crv, kty, x, y }), purpose, notBefore: now(), proxy }
}

export class Log {
  lines = []
  #keys
  #file
  #unwritten = ''
  #size = 0
  #peaks = [] // roots of the complete subtrees, largest first: all that the root of a growing tree needs

  /** Opens the log in a folder, or makes it. replay gets each line that is there, in order. */
  constructor (folder, proxy, replay) {
    this.name = proxy.replace('ocip://', '')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const [keys, path] = [join(folder, 'keys.json'), join(folder, 'log.jsonl')]
    if (!existsSync(keys)) {
      const made = ['stamp', 'receipt', 'checkpoint'].map(purpose => makeKey(purpose, proxy))
      writeFileSync(`${keys}.new`, JSON.stringify(made), { mode: 0o600, flush: true })
      renameSync(`${keys}.new`, keys)
    }
    this.#keys = JSON.parse(readFileSync(keys, 'utf8')).map(key => ({ ...key, secret: createPrivateKey({ key, format: 'jwk' }) }))
    if (this.#keys[0].proxy !== proxy) throw new Error(`the folder ${folder} belongs to ${this.#keys[0].proxy}`)
    this.#file = openSync(path, 'a', 0o600)
    const octets = readFileSync(path)
    const end = octets.lastIndexOf('\n') + 1
    if (end < octets.length) truncateSync(path, end) // cut off by a crash: nobody was told of it
    for (const text of octets.toString('utf8', 0, end).split('\n').slice(0, -1)) replay(this.#keep(JSON.parse(text)))
    if (this.checkpoint?.startsWith(this.#head()) === false) throw new Error(`${path} is not what was signed`)
  }

  get checkpoint () { return this.lines.at(-1)?.checkpoint }
  get publicKeys () { return { keys: this.#keys.map(({ d, secret, ...key }) => key) } }

  /** Adds a record, and with it its receipt and the stamp that it gets. Nobody may be told of it before flush. */
  append ({ record, stamp, ...more }) {
    const line = this.#keep({ ...more, record: { ...record, at: now(), index: this.lines.length } })
    const { at: archivedAt, index } = line.record
    const leaf = leafHash(jcs(line.record))
    const place = { log: this.name, index, treeSize: index + 1, recordDigest: base64url(leaf), archivedAt, retentionClass: 'default' } // 8.4
    line.stamp = stamp && { ...stamp, receipt: { event: stamp.event, ...place } }
    line.batches = [this.#batch('receipt', stamp ? sha256(jcs(line.stamp.receipt)) : leaf)]
    if (stamp) line.batches.push(this.#batch('stamp', sha256(jcs(line.stamp))))
    line.checkpoint = this.#signHead()
    this.#unwritten += JSON.stringify(line) + '\n'
    return line
  }

  /** One write and one fsync for all that was added. When they fail, only a new start can tell how far the file goes. */
  flush () {
    try {
      if (!this.#unwritten) return
      writeFileSync(this.#file, this.#unwritten)
      fsyncSync(this.#file)
      this.#unwritten = ''
    } catch (error) {
      console.error(`compliance-proxy: the log cannot be written: ${error.message}`)
      process.exit(1)
    }
  }

  #keep (line) {
    let hash = leafHash(jcs(line.record))
    for (let size = this.#size++; size % 2; size = (size - 1) / 2) hash = nodeHash(this.#peaks.pop(), hash)
    this.#peaks.push(hash)
    this.lines.push(line)
    return line
  }

  /** A signed batch of one entry, whose tree is one leaf (8.5). A larger one saves signatures when much goes on at once. */
  #batch (purpose, entry) {
    const { kid, secret } = this.#key(purpose)
    const batch = { purpose, size: 1, root: base64url(leafHash(entry)) }
    const header = base64url(jcs({ alg: 'ES256', kid, typ: `ocip-${purpose}+jws` }))
    const octets = sign('sha256', Buffer.from(`${header}.${base64url(jcs(batch))}`), { key: secret, dsaEncoding: 'ieee-p1363' })
    return { ...batch, signature: `${header}..${base64url(octets)}` }
  }

  #head () { return `${this.name}\n${this.#size}\n${this.#peaks.reduceRight((right, left) => nodeHash(left, right)).toString('base64')}\n` }

  #signHead () { // 8.6
    const { secret } = this.#key('checkpoint')
    const id = sha256(createPublicKey(secret).export({ type: 'spki', format: 'der' })).subarray(0, 4)
    const signature = Buffer.concat([id, sign('sha256', Buffer.from(this.#head()), secret)])
    return `${this.#head()}\n\u2014 ${this.name} ${signature.toString('base64')}\n`
  }

  #key (purpose) { return this.#keys.find(key => key.purpose === purpose) }
}
