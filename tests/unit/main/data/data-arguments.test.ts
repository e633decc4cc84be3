import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDataCommand } from '../../../../main/data/data-arguments.ts';

describe('what an installed program is asked to do instead of opening its window', () => {
  it('backs up, or restores', () => {
    expect(parseDataCommand(['--data', '/d', '--backup', 'a.kpoll-backup'])).toEqual({ kind: 'backup', file: resolve('a.kpoll-backup') });
    expect(parseDataCommand(['--restore=/x/a.kpoll-backup'])).toEqual({
      ...{ kind: 'restore', file: resolve('/x/a.kpoll-backup') },
      ...{ checkOnly: false, replaceOpen: false },
    });
    expect(parseDataCommand(['--restore', '/a', '--check'])).toMatchObject({ checkOnly: true, replaceOpen: false });
    expect(parseDataCommand(['--restore', '/a', '--replace-open'])).toMatchObject({ checkOnly: false, replaceOpen: true });
  });

  it('opens its window for everything else, also for a backup that somebody opens', () => {
    expect(parseDataCommand([])).toBeUndefined();
    expect(parseDataCommand(['--no-sandbox', '--check', 'kpoll://poll/ABCDEF', 'a.kpoll-backup'])).toBeUndefined();
  });

  it('overlooks the script and what Electron takes', () => {
    const args = ['main.cjs', '--no-sandbox', '--disable-gpu', '--ozone-platform=headless', '--data=/d', '--restore', '/a', '--check'];
    expect(parseDataCommand(args)).toMatchObject({ kind: 'restore', checkOnly: true });
  });

  it.each([
    [['--backup'], '--backup must be followed by a value.'],
    [['--restore', '--check'], '--restore must be followed by a value.'],
    [['--backup', 'a', '--restore', 'b'], 'Either --backup or --restore'],
    [['--backup', 'a', '--check'], '--check goes with --restore only.'],
    [['--restore', 'a', '--chek'], '"--chek" does not go with'],
    [['--restore', 'a', '--check=true'], '"--check=true" does not go with'],
    [['--restore', 'a', 'kpoll://poll/ABCDEF'], '"kpoll://poll/ABCDEF" does not go with'],
  ])('rather does nothing than something else: %j', (args, sentence) => {
    expect(() => parseDataCommand(args)).toThrow(sentence);
  });
});
