import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeChecksums } from '../../../build/checksums.mjs';
import { checkVersion, notesOf } from '../../../build/release-notes.mjs';

const changelog = `# Changelog

Words about it.

## Unreleased

### Added

- Something to come.

## [1.2.0] - 2026-11-20

### Added

- A tour.

### Fixed

- Nothing is lost.

## 1.2.0-beta.1 - 2026-11-01

- A first look.

## 1.1.0 - 2026-10-01

Nothing anybody would notice.
`;

describe('the notes of a release', () => {
  it('are the section of its version, and nothing of others', () => {
    expect(notesOf(changelog, 'v1.2.0')).toBe('### Added\n\n- A tour.\n\n### Fixed\n\n- Nothing is lost.\n');
    expect(notesOf(changelog.replaceAll('\n', '\r\n'), '1.2.0')).toBe('### Added\n\n- A tour.\n\n### Fixed\n\n- Nothing is lost.\n');
    expect(notesOf(changelog, 'v1.2.0-beta.1')).toBe('- A first look.\n');
  });

  it('are missed where the version has no section, or one that says nothing', () => {
    expect(() => notesOf(changelog, 'v1.3.0')).toThrow('no section "## 1.3.0');
    expect(() => notesOf(changelog, 'v1.2')).toThrow('no section');
    expect(() => notesOf(changelog, 'v1.1.0')).toThrow('names no change');
  });

  it('are only made where the tag and package.json name one version', () => {
    expect(() => checkVersion('v1.2.0', '1.2.0')).not.toThrow();
    expect(() => checkVersion('v1.2.1', '1.2.0')).toThrow('The tag v1.2.1 and the version 1.2.0');
  });

  it('can be made of CHANGELOG.md as it is, once "Unreleased" is named', () => {
    const text = readFileSync('CHANGELOG.md', 'utf8');
    expect(notesOf(text.replace(/^## Unreleased$/m, '## 9.9.9 - 2026-12-01'), 'v9.9.9')).toMatch(/^### Added/);
  });

  it('say why there are none, and fail', () => {
    const run = () => execFileSync(process.execPath, ['build/release-notes.mjs', 'v999.0.0'], { stdio: 'pipe' });
    expect(run).toThrow(/The tag v999\.0\.0 and the version/);
  });
});

describe('checksums', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-sums-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('cover every file but their own list, by name', async () => {
    await expect(writeChecksums(folder)).rejects.toThrow('There are no files');
    writeFileSync(join(folder, 'b.deb'), 'b');
    writeFileSync(join(folder, 'a.zip'), 'a');
    const sum = (text: string) => createHash('sha256').update(text).digest('hex');
    const expected = `${sum('a')}  a.zip\n${sum('b')}  b.deb\n`;
    expect(await writeChecksums(folder)).toBe(expected);
    expect(await writeChecksums(folder)).toBe(expected);
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(expected);
  });
});
