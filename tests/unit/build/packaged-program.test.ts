import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyForTest } from '../../package-smoke/packaged-program.ts';

/** What Electron's programs carry their fuses behind. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1, eight fuses; the fourth lets a debugger in. */
const program = (fuses: string) =>
  Buffer.concat([Buffer.from(`before${sentinel}`), Buffer.from([1, fuses.length]), Buffer.from(`${fuses}after`)]);

describe.runIf(process.platform === 'linux')('the copy of a packaged program that is tested', () => {
  const dist = mkdtempSync(join(tmpdir(), 'kpoll-dist-'));
  const original = join(dist, 'linux-unpacked/kpoll');
  afterAll(() => rmSync(dist, { recursive: true, force: true }));

  it('is asked for where there is none', async () => {
    await expect(copyForTest(dist)).rejects.toThrow('npm run package -- --target dir');
    await expect(copyForTest(join(dist, 'nowhere'))).rejects.toThrow('npm run package -- --target dir');
  });

  it('lets a debugger in, and differs in nothing else; the package stays as it is', async () => {
    mkdirSync(join(dist, 'linux-unpacked'));
    writeFileSync(original, program('01001100'));
    const { executable, remove } = await copyForTest(dist);
    expect(readFileSync(executable)).toEqual(program('01011100'));
    expect(readFileSync(original)).toEqual(program('01001100'));
    remove();
    expect(() => readFileSync(executable)).toThrow('ENOENT');
  });

  it('is left alone where its Electron has no such switches', async () => {
    writeFileSync(original, 'an old program');
    const { executable, remove } = await copyForTest(dist);
    expect(readFileSync(executable, 'utf8')).toBe('an old program');
    remove();
  });
});
