import { resolve } from 'node:path';
import { readFlags } from '../shell-arguments.ts';
import type { DataCommand } from './data-command.ts';

/**
 * What an installed program shall do instead of opening its window: `--back-up FILE`, or `--restore FILE` with `--check` or
 * `--replace-open`. Everything else is left to others. Throws an error with a clear sentence.
 */
export function parseDataCommand(args: readonly string[]): DataCommand | undefined {
  const values = ['back-up', 'restore'];
  const given = readFlags(args, { values, switches: ['check', 'replace-open'], onOther: () => undefined });
  const [backUp, restore] = values.map((name) => given.get(name));
  if (backUp !== undefined && restore !== undefined) throw new Error('Either --back-up or --restore can be done, not both at once.');
  if (backUp !== undefined) return { kind: 'back-up', file: resolve(backUp) };
  if (restore === undefined) return undefined;
  return { kind: 'restore', file: resolve(restore), checkOnly: given.has('check'), replaceOpen: given.has('replace-open') };
}
