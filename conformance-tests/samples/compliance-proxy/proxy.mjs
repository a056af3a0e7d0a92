// What a provider asks a proxy (7.7), and what a reviewer does. All that the proxy knows is in the lines of its log, so
// that after a crash it knows the same.

import { EventEmitter, once } from 'node:events'
import { contentDigest, digest, freshSalt, Log, now } from './log.mjs'
import { decide } from './policies.mjs'

const some = (list) => list.length ? list : undefined
const waits = (code) => ['2.0.1', '2.1.2'].includes(code)
const without = (code, detail) => ({ result: { code, detail } })
const status = ({ event, header, user }, code, at) => ({ event, room: header.room, recipient: user, code, at })

export class Proxy {
  #answers = new Map() // lines of the log, by event and direction; of a release, by event, recipient and 'release'
  #holds = new Map() // by event and recipient
  #reviews = new Map() // release or block, by event
  #sealed = new Map() // the sender, who was not told yet, by event
  #changes = []
  #news = new EventEmitter().setMaxListeners(0)

  constructor (provider, folder) {
    this.id = `ocip://${provider}/p/main`
    this.source = `provider:${provider}`
    this.isOurs = (user) => user.startsWith(`ocip://${provider}/u/`)
    this.log = new Log(folder, this.id, line => this.#remember(line))
  }

  evaluate (items) { return this.#answer(items.map(item => this.#evaluate(item))) }
  release (items) { return this.#answer(items.map(item => this.#release(item))) }

  cancel (items) {
    for (const { event, recipient, told } of items) {
      const heard = told === true && this.#sealed.get(event) === recipient // PRX-7.112
      const ends = this.#holds.has(`${event} ${recipient}`)
      if (ends || heard) this.#append({ record: { kind: 'cancel', event, recipient, source: this.source }, told: heard ? recipient : undefined })
    }
    this.log.flush()
  }

  /** What came after the cursor; without one, where the feed is now. Undefined beyond its end (PRX-7.108). */
  async status (after = this.#changes.length, seconds = 0) {
    if (after > this.#changes.length) return undefined
    const signal = AbortSignal.timeout(seconds * 1000)
    if (after === this.#changes.length && seconds) await once(this.#news, 'change', { signal }).catch(() => {})
    return { cursor: this.#changes.length, changes: this.#changes.slice(after) }
  }

  toReview () {
    const waiting = [...this.#holds.values()].filter(({ event, code }) => code === '2.1.2' && !this.#reviews.has(event))
    return waiting.slice(0, 500).map(hold => status(hold, hold.code, hold.at))
  }

  /** False when the event waits for no review. */
  review (event, decided) {
    if (!this.toReview().some(waiting => waiting.event === event)) return false
    const body = { salt: freshSalt(), content: { by: 'admin', value: null } }
    this.#append({ record: { kind: 'policy', what: 'review', event, decided, contentDigest: contentDigest(body) }, body })
    this.log.flush()
    return true
  }

  /** Records as the archive gives them out (8.7): what is sealed, without its body (ARC-8.21). */
  records (after = -1, limit = 100) {
    const records = this.log.lines.slice(after + 1, after + 1 + limit).map(({ record, body }) => {
      const bodyAbsent = record.header && (this.#sealed.has(record.event) ? 'sealed' : body ? undefined : 'notKept')
      return { index: record.index, record, body: bodyAbsent ? undefined : body, bodyAbsent }
    })
    return { records, next: after + 1 + limit < this.log.lines.length ? after + limit : undefined }
  }

  /** A line of the log is told with its stamp, once it is durable (PRX-7.46). */
  #answer (judged) {
    this.log.flush()
    const batches = judged.flatMap(({ batches }) => batches ?? [])
    const proof = (batch) => ({ batch: batches.indexOf(batch), index: 0, path: [] })
    const results = judged.map(({ result, stamp, batches: [receipts, stamps] = [] }) =>
      stamp ? { ...result, stamp, proof: proof(stamps), receiptProof: proof(receipts) } : result)
    return { batches, results }
  }

  #evaluate (item) {
    const { direction, event, header, body, sender, recipients } = item
    if (digest(header) !== event || contentDigest(body) !== header.contentDigest || sender.user !== header.sender) {
      return without('5.5.0', 'Event id, header, body and sender do not belong together.') // PRX-7.44
    }
    if (!(direction === 'ingress' ? recipients : [sender]).every(({ user }) => this.isOurs(user))) {
      return without('5.1.0', 'A proxy decides for the people of its own organisation.') // PRX-7.45
    }
    const known = this.#answers.get(`${event} ${direction}`)
    if (known) return known // PRX-7.47
    const personal = recipients.filter(({ persona }) => persona === 'personal').map(({ user }) => user)
    const decision = this.#decide({ ...item, recipients: recipients.map(({ user }) => user), personal })
    const { refused, code, each, content } = decision
    const redactedBody = content && { ...body, content, salt: freshSalt() }
    const redacted = redactedBody && { from: header.contentDigest, to: contentDigest(redactedBody) }

    // Other organisations hear nothing of colleagues: that is beside the stamp, which commits to it (PRX-7.92).
    const notNow = refused ? [] : each.filter(({ outcome }) => !['allow', 'redact'].includes(outcome)).map(({ user, code }) => ({ user, code }))
    const named = notNow.filter(({ user }) => direction !== 'egress' || !this.isOurs(user))
    const own = named.length < notNow.length ? { code, recipients: notNow.filter(r => !named.includes(r)), salt: freshSalt() } : undefined
    const stamped = { code: !own ? code : named.length ? '2.1.3' : '2.0.0', recipients: some(named), redacted, own: own && digest(own) }
    return this.#decided({ event, direction, header }, decision, { code, recipients: some(notNow), redacted }, stamped, {
      result: { own, redactedBody },
      body: refused && !sender.told ? undefined : body, // PRX-7.59
      asked: { sender, seals: decision.seals },
      told: direction !== 'ingress' && sender.told && sender.user
    })
  }

  /** Decides again, by what is so now (PRX-7.56). What goes on waiting for the same gets no stamp. */
  #release ({ event, recipient, participants, told }) {
    const hold = this.#holds.get(`${event} ${recipient}`)
    if (!hold) return this.#answers.get(`${event} ${recipient} release`) ?? without('5.5.4', 'Nothing is held here for this recipient.')
    if (!participants) return without('5.5.0', 'A release names everybody who is in the room now.')
    const sender = { ...hold.sender, told }
    const decision = this.#decide({ ...hold, sender, recipients: [recipient], personal: [], participants, release: true })
    const [{ code }] = decision.each
    if (code === hold.code) return without(code)
    const outcome = { code, recipients: [{ user: recipient, code }] }
    return this.#decided({ event, direction: 'release', room: hold.header.room }, decision, outcome, outcome, { told: told && sender.user })
  }

  #decide (item) {
    const original = item.header.type === 'edit' && item.header.relates?.event
    const waiting = item.recipients.filter(user => this.#holds.get(`${original} ${user}`)?.code === '2.1.2')
    const blocked = item.recipients.filter(user => this.#answers.get(`${original} ${user} release`)?.stamp.code[0] === '5')
    return decide({ ...item, review: this.#reviews.get(item.event), waiting, blocked }, this.isOurs)
  }

  /** Record, stamp and result of a decision (7.7, 8.1). */
  #decided (about, { detail, evaluated, asked, notPrevented }, outcome, stamped, { result, ...more }) {
    const { event, direction } = about
    const said = { code: outcome.code, detail, evaluated, asked: some(asked), notPrevented: some(notPrevented) }
    return this.#append({
      record: { kind: 'decision', source: this.source, ...about, decision: { ...said, ...outcome } },
      stamp: { proxy: this.id, event, direction, policyDigest: digest(evaluated), at: now(), ...stamped },
      result: { ...said, ...result },
      ...more
    })
  }

  #append (entry) { return this.#remember(this.log.append(entry)) }

  #remember (line) {
    const { record: { kind, event, direction, header, recipient, decided, decision, at }, body, asked, told } = line
    for (const [sealed, sender] of this.#sealed) if (sender === told) this.#sealed.delete(sealed)
    if (kind === 'cancel') this.#holds.delete(`${event} ${recipient}`)
    if (kind === 'policy') {
      this.#reviews.set(event, decided)
      this.#announce(hold => hold.event === event, decided === 'release' ? '2.0.0' : '5.1.0', at)
    }
    if (kind === 'decision' && direction === 'release') {
      const [{ user, code }] = decision.recipients
      this.#answers.set(`${event} ${user} release`, line)
      const hold = this.#holds.get(`${event} ${user}`)
      if (waits(code)) return Object.assign(hold, { code }) && line
      this.#holds.delete(`${event} ${user}`)
      this.#announce(({ header, user: other }) => header.relates?.event === event && other === user, code[0] === '5' ? '5.1.0' : '2.0.0', at)
    } else if (kind === 'decision') {
      this.#answers.set(`${event} ${direction}`, line)
      if (asked.seals) this.#sealed.set(event, header.sender)
      for (const { user, code } of decision.recipients ?? []) {
        if (waits(code)) this.#holds.set(`${event} ${user}`, { event, direction, header, body, sender: asked.sender, user, code, at })
      }
    }
    return line
  }

  /** Tells in the status feed, once this is durable, what a release would answer now: of these, and of no others. */
  #announce (which, code, at) {
    this.#changes.push(...[...this.#holds.values()].filter(which).map(hold => status(hold, code, at)))
    setImmediate(() => this.#news.emit('change'))
  }
}
