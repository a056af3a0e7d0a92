// Proves in this browser that a record is in the log: nothing that the server says of the result is taken over.
// Canonical JSON is RFC 8785, hashes and paths are RFC 6962, the head is a C2SP signed note (ECDSA P-256, type 0x02).
const text = new TextEncoder();

const sha256 = async octets => new Uint8Array(await crypto.subtle.digest('SHA-256', octets));
const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
};
const fromBase64 = value => Uint8Array.from(atob(value.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const toHex = octets => Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
const same = (one, other) => one.length === other.length && one.every((octet, n) => octet === other[n]);

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

// The path from a leaf to the root of a tree of this size, and on which side each hash stands.
async function climb(leaf, index, size, path) {
  let [node, last, hash] = [BigInt(index), BigInt(size) - 1n, leaf];
  const steps = [];
  for (const sibling of path) {
    if (last === 0n) return null;
    const isLeft = (node & 1n) === 1n || node === last;
    if (isLeft) {
      hash = await sha256(join(Uint8Array.of(1), sibling, hash));
      while ((node & 1n) === 0n && node !== 0n) { node >>= 1n; last >>= 1n; }
    } else {
      hash = await sha256(join(Uint8Array.of(1), hash, sibling));
    }
    steps.push({ sibling: toHex(sibling), side: isLeft ? 'left' : 'right', hash: toHex(hash) });
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? { root: hash, steps } : null;
}

// ASN.1 DER to the fixed form that WebCrypto takes.
function fromDer(der) {
  const part = at => {
    const length = der[at + 1];
    const number = der.slice(at + 2, at + 2 + length);
    return { number: number[0] === 0 ? number.slice(1) : number, next: at + 2 + length };
  };
  const r = part(der[1] & 0x80 ? 3 : 2);
  const s = part(r.next);
  const fixed = new Uint8Array(64);
  fixed.set(r.number, 32 - r.number.length);
  fixed.set(s.number, 64 - s.number.length);
  return fixed;
}

async function signer(note, keys) {
  const blank = note.lastIndexOf('\n\n');
  const [signed, lines] = [note.slice(0, blank + 1), note.slice(blank + 2).trimEnd().split('\n')];
  const log = signed.split('\n')[0];
  for (const key of keys.filter(k => k.purpose === 'checkpoint')) {
    const known = await crypto.subtle.importKey('jwk', { kty: key.kty, crv: key.crv, x: key.x, y: key.y, ext: true }, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
    const id = (await sha256(new Uint8Array(await crypto.subtle.exportKey('spki', known)))).slice(0, 4);
    for (const line of lines) {
      const [, name, encoded] = line.split(' ');
      if (name !== log) continue;
      const octets = fromBase64(encoded);
      if (same(octets.slice(0, 4), id) && await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, known, fromDer(octets.slice(4)), text.encode(signed))) return key.kid;
    }
  }
  return null;
}

/** Record: fixed part as JSON; path: base64url hashes; note: the signed head; keys: a JSON Web Key Set's keys. */
export async function prove(fixed, index, size, path, note, keysJson) {
  const leaf = await sha256(join(Uint8Array.of(0), text.encode(canonical(JSON.parse(fixed)))));
  const [log, noteSize, noteRoot] = note.split('\n');
  const climbed = await climb(leaf, index, size, path.map(fromBase64));
  const root = toHex(fromBase64(noteRoot));
  return {
    leaf: toHex(leaf),
    steps: climbed?.steps ?? [],
    root,
    isInTree: climbed !== null && Number(noteSize) === size && toHex(climbed.root) === root,
    log,
    signedBy: await signer(note, JSON.parse(keysJson).keys),
  };
}
