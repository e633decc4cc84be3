import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedData } from '../../engines/embedded/embedded-data.ts';
import { runCommand } from '../run-command.ts';
import { runDataCommand } from './data-command.ts';
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
  await runDataCommand(
    { kind: 'restore', file: resolve(values.from), checkOnly: values.check, replaceOpen: values['replace-open'] },
    {
      ...{ engine: embeddedData, folder: resolve(values.data), version: readVersion(), clock: Date.now },
      say: (line) => process.stdout.write(`${line}\n`),
    },
  );
}

runCommand(main);
