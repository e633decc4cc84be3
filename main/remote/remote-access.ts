import { readFileSync } from 'node:fs';
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

/** Failure `settings-invalid` or `unauthorized` that names the setting; the certificate file is read anew each time. */
export function remoteAccessOf(profile: KpollServerProfile, { serverToken }: Secrets): RemoteAccess {
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
  return { url, headers: { authorization: `Bearer ${serverToken}` }, ca: readCertificate(profile.caFile) };
}

function readCertificate(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure('settings-invalid', `The certificate file ${file} cannot be read (${messageOf(cause)}). Check it in the profile.`, {
      cause,
    });
  }
}
