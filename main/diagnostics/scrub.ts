/**
 * Takes out of a line of text whatever might tell who voted, what was asked, or let somebody in: what stands in quotes, addresses,
 * and everything that looks like an id, a code or a key. Words stay.
 */
export function scrub(text: string): string {
  return text
    .replace(/[“”„«»"'‘’`][^“”„«»"'‘’`]*[“”„«»"'‘’`]/g, '“…”')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]')
    .replace(/\S+@\S+/g, '[address]')
    .replace(/\[?[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*\]?(:\d+)?/gi, '[address]')
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '[address]')
    .replace(/[A-Za-z0-9+/=_-]*\d[A-Za-z0-9+/=_-]*/g, (word) => (/^\d{1,3}$/.test(word) ? word : '[…]'))
    .replace(/[A-Za-z0-9+/=_-]{24,}/g, '[…]');
}

/** Paths below the home of this account begin with `~`: its name is nobody's business. */
export function shortenHome(path: string, home: string): string {
  const plain = home.replace(/[\\/]+$/, '');
  if (plain === '') return path;
  return path === plain || path.startsWith(`${plain}/`) || path.startsWith(`${plain}\\`) ? `~${path.slice(plain.length)}` : path;
}
