/**
 * A text without what is never the same twice: addresses, folders, ids, times, tokens.
 * @param {string} text
 * @param {import('./platforms.mjs').Peer} peer
 */
export function normalised(text, peer) {
  return (
    text
      // On a busy machine NeMo Platform answers too late for its own command line, which goes on.
      .replace(/^Warning: Failed to discover auth configuration: timed out;.*\n/m, '')
      .replace(/^│ Auth Discovery .*: timed out\).*\n/m, '')
      .replaceAll(peer.home, '<home>')
      .replaceAll(peer.origin, '<origin>')
      .replace(/\bworkspace-[A-Za-z0-9]{16,}/g, '<id>')
      .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token>')
      .replace(/\beyJ[\w-]+\.\.\.[\w.-]+/g, '<shortened token>')
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z| UTC|\+00:00)?/g, shapeOfTime)
      .replace(/\b(\d+ (second|minute)s? ago|just now|now)\b/g, '<a moment ago>')
      .replace(/\b\d+ (seconds?|minutes?)\b/g, '<a while>')
      .replace(/\b\d+m( \d+s)?\b/g, '<a while>')
      // Columns are as wide as what stands in them.
      .replace(/ {2,}/g, '  ')
      .replace(/[─━-]{3,}/g, '───')
  );
}

/**
 * How exact a time is, and whether it names its zone, stays.
 * @param {string} _time
 * @param {string} [fraction]
 * @param {string} [zone]
 */
function shapeOfTime(_time, fraction, zone) {
  return `<time${fraction ? ' with fraction' : ''}${zone ?? ''}>`;
}
