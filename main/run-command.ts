import { messageOf } from '../core/domain/failure.ts';

/** What goes wrong is a sentence on the standard error output, and an exit code. */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  });
}
