import { resolve } from 'node:path';
import { readFlags } from '../shell-arguments.ts';
import type { DataCommand } from './data-command.ts';

const values = ['backup', 'restore'];
const switches = ['check', 'replace-open'];
/** Of the program itself, and those that Electron and Chromium take. */
const alsoKnown = /^--(data(=|$)|no-sandbox$|(disable|enable|ozone)-)/;

/**
 * What an installed program shall do instead of opening its window: `--backup FILE`, or `--restore FILE` with `--check` or
 * `--replace-open`. Where one of them is asked for, nothing else may be: throws an error with a clear sentence rather than do
 * something that was not meant.
 */
export function parseDataCommand(args: readonly string[]): DataCommand | undefined {
  const others: string[] = [];
  const given = readFlags(args, { values, switches, onOther: (word) => others.push(word) });
  const [backup, restore] = values.map((name) => given.get(name));
  if (backup === undefined && restore === undefined) return undefined;
  const strange = others.find((word) => (word.startsWith('--') && !alsoKnown.test(word)) || word.startsWith('kpoll:'));
  if (strange !== undefined) throw new Error(`"${strange}" does not go with --backup or --restore. Nothing was done.`);
  if (restore === undefined) return backupOf(backup ?? '', given);
  if (backup !== undefined) throw new Error('Either --backup or --restore can be done, not both at once. Nothing was done.');
  return { kind: 'restore', file: resolve(restore), checkOnly: given.has('check'), replaceOpen: given.has('replace-open') };
}

function backupOf(file: string, given: ReadonlyMap<string, string>): DataCommand {
  const stray = switches.find((name) => given.has(name));
  if (stray !== undefined) throw new Error(`--${stray} goes with --restore only. Nothing was done.`);
  return { kind: 'backup', file: resolve(file) };
}
