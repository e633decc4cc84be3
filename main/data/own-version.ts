import { readFileSync } from 'node:fs';

/** Of this Kpoll, for a command that runs from its sources. */
export function readVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }).version;
}
