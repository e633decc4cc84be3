import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DataContent } from '../../core/contract/bridge-data.ts';
import { Failure } from '../../core/domain/failure.ts';
import { embeddedData } from '../../engines/embedded/embedded-data.ts';
import { runCommand } from '../run-command.ts';
import { readVersion } from './own-version.ts';

const usage = `Puts the content of a backup in place of what a data folder holds. The server must not be running.

  npm run restore -- --data DIR --from FILE [--check] [--replace-open]

  --data DIR      the data folder; made where there is none
  --from FILE     the backup; it is read and checked whole before anything is replaced
  --check         only says what is in the backup and in the folder
  --replace-open  also where polls are open in the folder: their voting ends

What was in the folder before is set aside in its backups folder, not deleted.`;

const flags = {
  data: { type: 'string' },
  from: { type: 'string' },
  check: { type: 'boolean', default: false },
  'replace-open': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ args: process.argv.slice(2), options: flags, strict: true });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  if (!values.data) throw new Error('--data must name the data folder.');
  if (!values.from) throw new Error('--from must name the backup.');
  const checked = await embeddedData.checkBackup({
    ...{ folder: resolve(values.data), file: resolve(values.from), version: readVersion(), clock: Date.now },
  });
  try {
    say(`In the backup: ${wordsOf(checked.manifest.content)}`);
    say(`In the folder: ${wordsOf(checked.current)}`);
    if (values.check) return;
    if (checked.current.openPolls > 0 && !values['replace-open']) throw pollIsOpen();
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

runCommand(main);
