import { readFileSync } from 'node:fs';
import { messageOf } from '../../core/domain/failure.ts';

/** Of this Kpoll, for a command that runs from its sources. */
export function readVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }).version;
}

/** What goes wrong is a sentence on the standard error output, and an exit code. */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  });
}
