import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isSame, readCookie } from './gate-tools.ts';
import type { Gate } from './session-gate.ts';

export interface AccessGateOptions {
  readonly port: number;
  /** The names this server is called by, without ports, in small letters. */
  readonly names: readonly string[];
  readonly token: string;
  /** Whether it is spoken to over TLS. */
  readonly secure: boolean;
  readonly clock: () => number;
}

const sessionMs = 12 * 3_600_000;
const mostSessions = 1000;

/** For other computers: whoever has the access token. Pages get a cookie for half a day, desktops bring the token each time. */
export function createAccessGate({ port, names, token, secure, clock }: AccessGateOptions): Gate {
  const cookieName = `${secure ? '__Host-' : ''}kpoll_access_${port}`;
  const sessions = new Map<string, number>();
  const isOwnHost = ({ host }: IncomingHttpHeaders) => host !== undefined && names.includes(nameOf(host));
  const isOwnOrigin = (headers: IncomingHttpHeaders) =>
    isOwnHost(headers) && headers.origin === `${secure ? 'https' : 'http'}://${headers.host ?? ''}`;
  const hasCookie = (headers: IncomingHttpHeaders) => (sessions.get(readCookie(headers.cookie, cookieName)) ?? 0) > clock();
  const hasToken = ({ authorization }: IncomingHttpHeaders) => {
    const [, given] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    return given !== undefined && isSame(given, token);
  };
  const makeRoom = () => {
    for (const [id, until] of sessions) if (until <= clock() || sessions.size >= mostSessions) sessions.delete(id);
  };
  return {
    remote: true,
    redeem(given) {
      if (!isSame(given, token)) return undefined;
      makeRoom();
      const session = randomBytes(24).toString('base64url');
      sessions.set(session, clock() + sessionMs);
      // Lax, so that a link in a mail leads in at once; sockets and forms are told apart by their origin besides.
      return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${sessionMs / 1000}${secure ? '; Secure' : ''}`;
    },
    hasSession: (headers) => hasCookie(headers) || hasToken(headers),
    isOwnHost,
    isOwnOrigin,
    mayConnect: (headers) =>
      isOwnHost(headers) &&
      (headers.origin === undefined ? hasToken(headers) : isOwnOrigin(headers) && (hasCookie(headers) || hasToken(headers))),
  };
}

/** A name is a name on whatever port: ports are mapped on the way. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
