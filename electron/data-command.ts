import { join } from 'node:path';
import { app } from 'electron';
import { Failure, messageOf } from '../core/domain/failure.ts';
import { parseDataCommand } from '../main/data/data-arguments.ts';
import type { DataCommand, DataCommandPlace } from '../main/data/data-command.ts';
import { runDataCommand } from '../main/data/data-command.ts';

interface DataCommandOptions extends Pick<DataCommandPlace, 'engine'> {
  /** The data folder; may throw. */
  readonly locate: () => string;
}

/** True where the arguments ask for work without a window: it is done, and the program ends; what goes wrong is a sentence on stderr, and exit code 1. */
export function takeDataCommand(args: readonly string[], { engine, locate }: DataCommandOptions): boolean {
  try {
    const command = parseDataCommand(args);
    if (command === undefined) return false;
    const folder = locate();
    app.setPath('userData', join(folder, 'window'));
    if (replacesData(command) && !app.requestSingleInstanceLock()) throw windowIsOpen();
    app
      .whenReady()
      .then(() => run(command, { engine, folder }))
      .then(() => app.exit(0))
      .catch(endWithError);
  } catch (error) {
    endWithError(error);
  }
  return true;
}

function endWithError(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`);
  app.exit(1);
}

async function run(command: DataCommand, place: Pick<DataCommandPlace, 'engine' | 'folder'>): Promise<void> {
  app.dock?.hide();
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => controller.abort());
  await runDataCommand(command, {
    ...{ ...place, version: app.getVersion(), clock: Date.now, signal: controller.signal },
    say: (line) => process.stdout.write(`${line}\n`),
  });
}

/** Which must not be done under a window; everything else may. */
function replacesData(command: DataCommand): boolean {
  return command.kind === 'restore' && !command.checkOnly;
}

function windowIsOpen(): Failure {
  return new Failure('data-folder-busy', 'Kpoll is running with these data. Nothing was changed. Quit it, then restore.');
}
