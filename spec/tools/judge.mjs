// What came of a case.

const told = errors => errors.map(e => `${e.at || '/'} ${e.message} (${e.keyword})`).join('; ');

/** The fault of a case, or null when it came out as it says. */
export function faultOf(schemas, { schema, value, valid = true, keyword }) {
  const errors = schemas.errorsOf(schema, value);
  if (valid) return errors.length ? told(errors) : null;
  if (!errors.length) return 'it was accepted';
  return !keyword || errors.some(e => e.keyword === keyword) ? null : `it was refused, but not by ${keyword}: ${told(errors)}`;
}
