import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLink } from '../../../browser/open-link.ts';
import { withoutKpollVariables } from '../../../main/profiles/secrets-from-env.ts';

describe('opening the link in a browser', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-open-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  // The program is a shell script.
  it.skipIf(process.platform === 'win32')('hands on the link, but no secret of the environment', async () => {
    const [program, said] = [join(folder, 'xdg-open'), join(folder, 'said')];
    await writeFile(program, `#!/bin/sh\n{ echo "link=$1"; env; } > "${said}.part"\nmv "${said}.part" "${said}"\n`);
    await chmod(program, 0o755);
    const env = { PATH: `${folder}:/usr/bin:/bin`, KPOLL_ACCESS_TOKEN: 'a-secret-token' };
    openLink('http://127.0.0.1:1/?token=t', withoutKpollVariables(env), 'linux');
    const read = () => readFile(said, 'utf8').catch(() => '');
    await expect.poll(read).toContain('link=http://127.0.0.1:1/?token=t');
    expect(await read()).not.toContain('a-secret-token');
  });
});
