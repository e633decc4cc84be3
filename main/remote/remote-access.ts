import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { KpollServerProfile, Secrets } from '../../core/domain/profile.ts';
import { withoutSlash } from '../connection/cluster.ts';
import { isLoopback } from '../connection/loopback.ts';

/** How to reach a dashboard on another computer. */
export interface RemoteAccess {
  /** Without a trailing slash. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Who signed its certificate, where the system does not know them. */
  readonly ca: string | undefined;
}

/** Rejects with a Failure `settings-invalid` or `unauthorized` that names the setting; the certificate file is read anew each time. */
export async function remoteAccessOf(profile: KpollServerProfile, { serverToken }: Secrets): Promise<RemoteAccess> {
  const url = withoutSlash(profile.url);
  if (url.startsWith('http:') && !isLoopback(url)) {
    throw new Failure(
      'settings-invalid',
      `${url} is on another computer and would be spoken to without encryption. Use the server's https address in the profile "${profile.name}".`,
    );
  }
  if (serverToken === undefined) {
    throw new Failure('unauthorized', `The profile "${profile.name}" has no access token. Enter the one that ${url} was started with.`);
  }
  return { url, headers: { authorization: `Bearer ${serverToken}` }, ca: await readCertificate(profile.caFile) };
}

const maxCertificateBytes = 1024 * 1024;

async function readCertificate(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readSmallFile(file);
  } catch (cause) {
    throw new Failure('settings-invalid', `The certificate file ${file} cannot be read (${messageOf(cause)}). Check it in the profile.`, {
      cause,
    });
  }
}

/** A profile may come from somebody else: neither a pipe that never ends nor a huge file may hold up the desktop. */
async function readSmallFile(file: string): Promise<string> {
  const opened = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const info = await opened.stat();
    if (!info.isFile()) throw new Error('it is not a file');
    if (info.size > maxCertificateBytes) throw new Error('it is larger than 1 MB, so it is no certificate');
    return await opened.readFile('utf8');
  } finally {
    await opened.close();
  }
}
