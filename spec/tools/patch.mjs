// JSON Patch (RFC 6902), as far as the vectors use it: add, replace, remove.

export function patched(document, operations) {
  const copy = structuredClone(document);
  for (const { op, path, value } of operations) {
    const steps = path.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop();
    const target = steps.reduce((at, step) => at[step], copy);
    if (op !== 'add' && !(last in target)) throw new Error(`${op} ${path}: there is nothing`);
    if (op === 'remove') Array.isArray(target) ? target.splice(Number(last), 1) : delete target[last];
    else if (op === 'add' && Array.isArray(target)) target.splice(last === '-' ? target.length : Number(last), 0, value);
    else if (op === 'add' || op === 'replace') target[last] = value;
    else throw new Error(`${op}: not used here`);
  }
  return copy;
}
