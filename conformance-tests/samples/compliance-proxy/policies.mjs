// What this proxy asks for (7.2), and how that becomes a decision (7.3). Put your own policies here, under a name that
// begins with your domain, reversed; raise the version when the same input can give another outcome (PRX-7.10).

const block = (code, detail, only) => ({ outcome: 'block', code, detail, only })
const quarantine = (only) => ({ outcome: 'quarantine', code: '2.1.2', only })
const texts = (value) => typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(texts)
const says = (value, pattern) => texts(value).some(text => pattern.test(text))
const secret = /\bsecret\b|\b\d(?:[ -]?\d){12,18}\b/i // the word, or what looks like the number of a payment card

/** Of ingress, the sender's own organisation tells its people (7.4). Some events an organisation makes itself (PRX-7.102). */
const untold = ({ direction, header: { type }, sender }) =>
  direction !== 'ingress' && !sender.told && !['supervision', 'consent', 'notice'].includes(type)

/**
 * A policy gets an item of /proxy/evaluate with `recipients` as a list of users, `personal`: which of them are personal
 * personas, `review`: release or block, once a reviewer has decided, `waiting` and `blocked`: for whom the message that
 * it edits waits, or ended; and when it is looked at again, `participants` and `release`: true. It answers {outcome,
 * code, detail?}, with `only` for these recipients, or something false to allow.
 */
const policies = {
  'refuse-persona-conflict/1' ({ header: { state = {} }, sender, personal }) {
    if (['leave', 'remove'].includes(state.membership)) return false
    if (sender.persona === 'personal' || (state.membership === 'join' && personal.includes(state.target))) return block('5.3.0')
    return personal.length && block('5.3.0', undefined, personal)
  },
  'require-membership-at-release/1' ({ header, recipients: [user], release, participants }) {
    return release && !participants.includes(user) && header.state?.target !== user && block('5.1.0', undefined, [user])
  },
  'acknowledge-first/1' (item) {
    const { header: { type, network }, body, sender, release } = item
    const wordless = type === 'receipt' || (['membership', 'room', 'retract'].includes(type) && !Object.keys(body.content).length)
    return untold(item) && sender.persona === 'work' && !network && !wordless && !release &&
      block('5.2.0', 'Acknowledge the supervision notice in force first.')
  },
  'notice-first/2' (item) {
    const { header: { type, network }, sender, createsRoom } = item
    const exempt = ['membership', 'receipt'].includes(type) || (type === 'room' && createsRoom)
    return untold(item) && (sender.persona === 'bridged' || (sender.persona === 'work' && network)) && !exempt &&
      { outcome: 'notice', code: '2.0.1' }
  },
  'keep-edit-behind-original/1': ({ waiting, blocked }) =>
    blocked.length ? block('5.1.0', undefined, blocked) : waiting.length && quarantine(waiting),

  'com.example.words/1': ({ body }) => says(body.content, /\bbomb\b/i) && block('5.1.1', 'It has a word that may not be sent.'),

  'com.example.embargo/1' ({ header: { type }, body, review }) {
    if (review === 'block') return block('5.1.0', 'A reviewer has decided so.')
    return !review && ['message', 'edit'].includes(type) && says(body.content, /\bembargo\b/i) && quarantine()
  },
  'com.example.secrets/1' ({ body: { content } }) {
    if (!says(content, secret)) return false
    const rest = { ...content, part: { cardinality: 'null' } } // PRX-7.53
    return says(rest, secret) ? block('5.1.1', 'It has what may not be sent.') : { outcome: 'redact', code: '2.0.2', content: rest }
  }
}

const strictness = ['allow', 'redact', 'quarantine', 'notice', 'block'] // 7.3; no policy here holds for hours
const allow = { outcome: 'allow', code: '2.0.0' }

/** The decision; `each` has what becomes of it for each recipient. */
export function decide (item, isOurs) {
  const { direction, recipients, release, alreadyShown = [] } = item
  const asks = Object.entries(policies).map(([name, policy]) => ({ name, ...policy(item) })).filter(({ outcome }) => outcome)
  const rank = ({ outcome }) => strictness.indexOf(outcome)
  const strictest = (some) => some.reduce((best, ask) => rank(ask) > rank(best) ? ask : best, allow)
  const whole = strictest(asks.filter(({ only }) => !only))
  const wanted = recipients.map(user => ({ ...strictest(asks.filter(({ only }) => !only || only.includes(user))), user }))
  // For those who saw it in an observed native room nothing is prevented any more (PRX-7.21, PRX-7.40).
  const shown = wanted.filter(({ user, outcome }) => outcome !== 'allow' && alreadyShown.includes(user)).map(({ user }) => user)
  const each = wanted.map(ask => whole.outcome !== 'block' && shown.includes(ask.user) ? { ...allow, user: ask.user } : ask)

  const blocked = whole.outcome === 'block' ? whole : each.length && each.every(({ outcome }) => outcome === 'block') && each[0]
  const refusal = direction !== 'ingress' && !release && (blocked || (direction === 'egress' && stays(asks, each, isOurs)))
  const codes = [...new Set(each.map(({ code }) => code))]
  const partly = codes.length > 1 || codes[0]?.startsWith('5') // PRX-7.101
  return {
    refused: !!refusal,
    code: refusal ? refusal.code : partly ? '2.1.3' : codes[0] ?? (whole.outcome === 'notice' ? '2.0.1' : '2.0.0'),
    detail: refusal ? refusal.detail : undefined,
    each,
    seals: !refusal && asks.some(({ outcome }) => outcome === 'notice'),
    content: refusal ? undefined : asks.find(({ outcome }) => outcome === 'redact')?.content, // PRX-7.90: whatever else is decided
    evaluated: Object.keys(policies),
    asked: asks.map(({ name }) => name),
    notPrevented: shown
  }
}

/** What would have to change or to wait elsewhere does not leave the organisation (PRX-7.80, PRX-7.93). */
function stays (asks, each, isOurs) {
  const asksFor = (outcome) => asks.some(ask => ask.outcome === outcome)
  if (asksFor('notice')) return block('5.2.0', 'Its sender has to be told of the recording before it leaves the organisation.')
  if (asksFor('redact')) return block('5.1.1', 'Parts would have to be taken out before it leaves the organisation.')
  return each.some(({ user, outcome }) => outcome === 'quarantine' && !isOurs(user)) &&
    block('5.1.0', 'It would have to wait before it leaves the organisation.')
}
