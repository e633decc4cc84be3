import { readFileSync } from 'node:fs';

/** The keys of the group `[Desktop Entry]`. */
export function readDesktopEntry(file: string): ReadonlyMap<string, string> {
  const [, group = ''] = /^\[Desktop Entry\]\n([^[]*)/m.exec(readFileSync(file, 'utf8')) ?? [];
  const lines = group.split('\n').filter((line) => line.includes('=') && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** What a desktop runs for an entry, without the files and links that %f, %F, %u and %U stand for. */
export function commandOf(entry: ReadonlyMap<string, string>): readonly string[] {
  const words = entry.get('Exec')?.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  const bare = words.map((word) => (word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word));
  return bare.filter((word) => !/^%[fFuU]$/.test(word)).map((word) => word.replaceAll('%%', '%'));
}
