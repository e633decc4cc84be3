import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDataCommand } from '../../../../main/data/data-arguments.ts';

describe('what an installed program is asked to do instead of opening its window', () => {
  it('backs up, or restores', () => {
    expect(parseDataCommand(['--data', '/d', '--back-up', 'a.kpoll-backup'])).toEqual({ kind: 'back-up', file: resolve('a.kpoll-backup') });
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

  it('refuses what cannot be done with a sentence', () => {
    expect(() => parseDataCommand(['--back-up'])).toThrow('--back-up must be followed by a value.');
    expect(() => parseDataCommand(['--restore', '--check'])).toThrow('--restore must be followed by a value.');
    expect(() => parseDataCommand(['--back-up', 'a', '--restore', 'b'])).toThrow('Either --back-up or --restore');
  });
});
