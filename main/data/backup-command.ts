import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedData } from '../../engines/embedded/embedded-data.ts';
import { runCommand } from '../run-command.ts';
import { runDataCommand } from './data-command.ts';
import { readVersion } from './own-version.ts';

const usage = `Writes all polls, votes, keys and settings of a data folder into one file, also while a server works on it.

  npm run backup -- --data DIR --to FILE

  --data DIR  the data folder
  --to FILE   the backup, NAME.kpoll-backup; a file of that name is replaced

The file holds the keys of the server. Keep it where only you can read it.`;

const flags = { data: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean', default: false } } as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ args: process.argv.slice(2), options: flags, strict: true });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  if (!values.data) throw new Error('--data must name the data folder.');
  if (!values.to) throw new Error('--to must name the file to write.');
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  await runDataCommand(
    { kind: 'backup', file: resolve(values.to) },
    {
      ...{ engine: embeddedData, folder: resolve(values.data), version: readVersion(), clock: Date.now },
      say: (line) => process.stdout.write(`${line}\n`),
      onProgress: showProgress,
      signal: controller.signal,
    },
  );
}

function showProgress(share: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${Math.round(share * 100)} %${share >= 1 ? '\n' : ''}`);
}

runCommand(main);
