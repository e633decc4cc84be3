import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPublicAccess } from '../../../browser/public-access.ts';
import type { SelfSigned } from './self-signed.ts';
import { makeCertificate } from './self-signed.ts';

const nothing = { host: undefined, name: undefined, tlsCert: undefined, tlsKey: undefined, accessTokenFile: undefined };
const token = 'a-token-of-more-than-24-letters';

describe('offering the dashboard to other computers', () => {
  let folder: string;
  let certificate: SelfSigned;
  let files: { readonly tlsCert: string; readonly tlsKey: string; readonly accessTokenFile: string };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-access-'));
    certificate = makeCertificate(folder);
    files = { tlsCert: certificate.certFile, tlsKey: certificate.keyFile, accessTokenFile: join(folder, 'token') };
    await writeFile(files.accessTokenFile, `${token}\n`);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('does not happen unless asked for', async () => {
    expect(await readPublicAccess({ ...nothing, ...files }, {})).toBeUndefined();
  });

  it('takes everything from arguments, and what they leave out from the environment', async () => {
    const wanted = {
      host: '0.0.0.0',
      names: ['kpoll.example', 'desk.example'],
      tls: { cert: certificate.cert, key: certificate.key },
      token,
    };
    expect(await readPublicAccess({ ...nothing, ...files, host: '0.0.0.0', name: 'Kpoll.Example, desk.example' }, {})).toEqual(wanted);
    const env = {
      ...{ KPOLL_DASHBOARD_HOST: '0.0.0.0', KPOLL_DASHBOARD_NAME: 'kpoll.example,desk.example', KPOLL_ACCESS_TOKEN: token },
      ...{ KPOLL_TLS_CERT: files.tlsCert, KPOLL_TLS_KEY: files.tlsKey },
    };
    expect(await readPublicAccess(nothing, env)).toEqual(wanted);
  });

  it('names everything that is missing at once', async () => {
    await expect(readPublicAccess({ ...nothing, host: '0.0.0.0' }, {})).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringMatching(/--tls-cert.*--access-token-file.*--dashboard-name/) as unknown,
    });
  });

  it.each([{ tlsCert: undefined }, { tlsKey: undefined }, { accessTokenFile: undefined }])(
    'is refused beyond loopback with %j',
    async (without) => {
      await expect(readPublicAccess({ ...nothing, ...files, host: '192.168.1.2', ...without }, {})).rejects.toThrow(/not offered/);
    },
  );

  it('refuses a certificate or key that is none, and a key of another certificate, naming the flag', async () => {
    const given = { ...nothing, ...files, host: '192.168.1.2' };
    const nonsense = join(folder, 'nonsense');
    await writeFile(nonsense, 'nonsense');
    await expect(readPublicAccess({ ...given, tlsCert: nonsense }, {})).rejects.toThrow(/the certificate \(--tls-cert\) cannot be used/);
    await expect(readPublicAccess({ ...given, tlsKey: nonsense }, {})).rejects.toThrow(/its key \(--tls-key\) cannot be used/);
    await mkdir(join(folder, 'other'));
    const { keyFile } = makeCertificate(join(folder, 'other'));
    await expect(readPublicAccess({ ...given, tlsKey: keyFile }, {})).rejects.toThrow(/--tls-key\) does not belong to .*--tls-cert/);
  });

  it('takes a name that begins like an address of this computer for another computer', async () => {
    const args = { ...nothing, host: '127.evil.example', accessTokenFile: files.accessTokenFile };
    await expect(readPublicAccess(args, {})).rejects.toThrow(/beyond this computer it needs TLS/);
  });

  it('refuses a token that could be guessed, and files that cannot be read', async () => {
    await writeFile(files.accessTokenFile, 'short');
    await expect(readPublicAccess({ ...nothing, ...files, host: '192.168.1.2' }, {})).rejects.toThrow(/too short/);
    const wrong = { tlsCert: join(folder, 'none'), accessTokenFile: join(folder, 'none-either') };
    await expect(readPublicAccess({ ...nothing, ...files, host: '192.168.1.2', ...wrong }, {})).rejects.toThrow(
      /--tls-cert.*ENOENT.*--access-token-file.*ENOENT/,
    );
  });

  it('may do without TLS on this computer, but not without the token', async () => {
    const local = { ...nothing, host: '127.0.0.1', accessTokenFile: files.accessTokenFile };
    expect(await readPublicAccess(local, {})).toEqual({ host: '127.0.0.1', names: ['127.0.0.1', 'localhost'], tls: null, token });
    await expect(readPublicAccess({ ...local, accessTokenFile: undefined }, {})).rejects.toThrow(/access token/);
  });
});
