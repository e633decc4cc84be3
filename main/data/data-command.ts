import type { DataContent } from '../../core/contract/bridge-data.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { DataEngine } from './data-engine.ts';

/** A backup made or put back without a window. */
export type DataCommand =
  | { readonly kind: 'backup'; readonly file: string }
  | {
      readonly kind: 'restore';
      readonly file: string;
      /** Only tells what is in the backup and in the folder. */
      readonly checkOnly: boolean;
      /** Agreed to: polls that are open in the folder are set aside with everything else. */
      readonly replaceOpen: boolean;
    };

export interface DataCommandPlace {
  readonly engine: Pick<DataEngine, 'writeBackup' | 'checkBackup'>;
  readonly folder: string;
  /** Of this Kpoll. */
  readonly version: string;
  readonly clock: () => number;
  /** Where the person reads. */
  readonly say: (line: string) => void;
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Rejects with a Failure, after which the folder is as it was; `wrong-state` where open polls would be set aside and nobody agreed to it. */
export async function runDataCommand(command: DataCommand, place: DataCommandPlace): Promise<void> {
  if (command.kind === 'backup') await backUp(command.file, place);
  else await restore(command, place);
}

async function backUp(file: string, { engine, say, ...wish }: DataCommandPlace): Promise<void> {
  const { manifest } = await engine.writeBackup({ ...wish, file });
  const { polls, votes } = manifest.content;
  say(`${file}: ${polls} polls, ${votes} votes. It holds the keys of the server: keep it safe.`);
}

async function restore(
  { file, checkOnly, replaceOpen }: Extract<DataCommand, { kind: 'restore' }>,
  { engine, say, signal, ...wish }: DataCommandPlace,
): Promise<void> {
  const checked = await engine.checkBackup({ ...wish, file, ...(signal === undefined ? {} : { signal }) });
  try {
    say(`In the backup: ${wordsOf(checked.manifest.content)}`);
    say(`In the folder: ${wordsOf(checked.current)}`);
    if (checkOnly) return;
    if (checked.current.openPolls > 0 && !replaceOpen) throw pollIsOpen();
    if (signal?.aborted === true) throw new Failure('cancelled', 'The restore was cancelled. Nothing was changed.');
    say(`Restored. What was there before is in ${await checked.restore()}`);
  } finally {
    await checked.drop();
  }
}

function wordsOf({ polls, votes, openPolls }: DataContent): string {
  return `${polls} polls (${openPolls} open), ${votes} votes`;
}

function pollIsOpen(): Failure {
  return new Failure(
    'wrong-state',
    'A poll is open in this folder. Restoring would end its voting and set its votes aside. Nothing was changed; close it first, or agree to that with --replace-open.',
  );
}
