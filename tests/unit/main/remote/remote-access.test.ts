import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KpollServerProfile } from '../../../../core/domain/profile.ts';
import { remoteAccessOf } from '../../../../main/remote/remote-access.ts';

describe('the way to a Kpoll server', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-way-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const withCa = (caFile: string): KpollServerProfile => ({
    id: 'k',
    name: 'Far',
    kind: 'kpoll-server',
    url: 'https://far.example/',
    caFile,
  });
  const accessBy = (caFile: string) => remoteAccessOf(withCa(caFile), { serverToken: 't' });

  it('is its address, the token and the certificate file as it is now', async () => {
    const file = join(folder, 'ca.pem');
    await writeFile(file, 'CERTIFICATE');
    expect(await accessBy(file)).toEqual({ url: 'https://far.example', headers: { authorization: 'Bearer t' }, ca: 'CERTIFICATE' });
  });

  it('is not looked for in folders, pipes, devices and huge files', async () => {
    const [pipe, huge] = [join(folder, 'pipe'), join(folder, 'huge')];
    execFileSync('mkfifo', [pipe]);
    await writeFile(huge, Buffer.alloc(1024 * 1024 + 1));
    for (const file of [folder, pipe, '/dev/zero']) await expect(accessBy(file)).rejects.toThrow(/it is not a file/);
    await expect(accessBy(huge)).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringContaining('larger than 1 MB') as unknown,
    });
  });
});
