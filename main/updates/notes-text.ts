const mostLetters = 20_000;
/** Far more than anybody writes, and little enough to go through. */
const mostRead = 60_000;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" };

/**
 * What people wrote about a version, as plain text. It comes from the network, often as HTML (GitHub makes it so), and is never shown as HTML:
 * of tags only the breaks between lines and the dots of lists are kept.
 */
export function notesText(notes: string): string {
  const text = notes
    .slice(0, mostRead)
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[^]*?(?:-->|$)/g, '')
    .replace(/<(script|style|template|title)\b[^]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/\n?<li\b[^<>]*>\s*/gi, '\n• ')
    .replace(/<br\b[^<>]*>\n?/gi, '\n')
    .replace(/<\/?(?:p|div|h[1-6]|ul|ol|blockquote|pre|table|tr|hr)\b[^<>]*>/gi, '\n\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/&(#?\w{1,8});/g, (whole, name: string) => entities[name.toLowerCase()] ?? letterOf(name) ?? whole);
  return tidied(text).slice(0, mostLetters);
}

/** `#8212` or `#x2014` as the letter it stands for. */
function letterOf(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal ?? NaN) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Without letters that nobody can see or that turn the line round, and without heaps of empty lines. */
function tidied(text: string): string {
  return text
    .replace(/[^\P{C}\n\t]/gu, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}• /g, '\n• ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
