import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importedPackages, listShipped, readLock } from '../../../../build/licences.mjs';
import { collectNotices, renderCopyright, renderNotices } from '../../../../build/package/notices.mjs';

const shipped = listShipped(readLock(), importedPackages());
const notices = collectNotices(shipped);

describe('the notices in a package', () => {
  it('hold every package that ships and is here, with the words of its licence', () => {
    const here = shipped.filter(({ name, place }) => name !== 'electron' && existsSync(place));
    expect(notices.map(({ name, version }) => `${name} ${version}`)).toEqual(here.map(({ name, version }) => `${name} ${version}`));
    expect(notices.length).toBeGreaterThan(150);
    for (const { name, text } of notices) expect({ name, long: text.length > 150 }).toEqual({ name, long: true });
  });

  it('hold what Apache asks for: the NOTICE beside the licence', () => {
    const cassandra = notices.find(({ name }) => name === 'cassandra-driver');
    expect(cassandra?.text).toMatch(/Apache License[^]*DataStax/);
  });

  it('name the author where a package brings no text of its own', () => {
    const part = notices.find(({ name }) => name === '@libsql/linux-x64-gnu' || name.startsWith('@libsql/'));
    expect(part?.text).toMatch(/^Copyright .*\n\nPermission is hereby granted/);
    expect(part?.text).not.toContain('@iki');
  });

  it('cannot be made where nobody knows what a licence says', () => {
    const odd = { name: 'abstract-logging', version: '1.0.0', licence: 'BSD-3-Clause', place: 'node_modules/abstract-logging' };
    expect(() => collectNotices([odd])).toThrow('without the text of its licence (BSD-3-Clause)');
  });

  it('are read as one text, with a heading for each', () => {
    const text = renderNotices([{ name: 'a', version: '1.0.0', licence: 'MIT', text: 'words' }]);
    expect(text).toMatch(/=\na 1\.0\.0 \(MIT\)\n=+\n\nwords\n/);
    expect(renderCopyright('our own\n', [])).toContain('our own\n\nKpoll contains work of others');
  });
});
