import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isSame, readCookie } from './gate-tools.ts';

/** Who may look at a dashboard. */
export interface Gate {
  /** Whoever comes through it sits at another computer, and must not touch what belongs to this one. */
  readonly remote: boolean;
  /** The cookie for whoever brings the right token; undefined for anyone else. */
  redeem(token: string): string | undefined;
  hasSession(headers: IncomingHttpHeaders): boolean;
  /** Whether the request names this server by a name of its own: keeps out names that other sites make point here. */
  isOwnHost(headers: IncomingHttpHeaders): boolean;
  /** Whether a page that sends an origin came from this very server. */
  isOwnOrigin(headers: IncomingHttpHeaders): boolean;
  /** Whether a socket to the bridge may be opened: by our own page with a session, or by a desktop that brings the token. */
  mayConnect(headers: IncomingHttpHeaders): boolean;
}

/** For this computer: whoever opened the one-time link. */
export interface SessionGate extends Gate {
  /** To be opened once. */
  readonly token: string;
}

/** Cookies know no ports, so the port is in the name: two dashboards do not sign each other out. */
export function createSessionGate(port: number): SessionGate {
  const token = randomBytes(24).toString('base64url');
  const session = randomBytes(24).toString('base64url');
  const cookieName = `kpoll_dashboard_${port}`;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  let redeemed = false;
  const isOwnHost = (headers: IncomingHttpHeaders) => headers.host !== undefined && hosts.has(headers.host);
  const isOwnOrigin = (headers: IncomingHttpHeaders) => isOwnHost(headers) && headers.origin === `http://${headers.host}`;
  const hasSession = (headers: IncomingHttpHeaders) => isSame(readCookie(headers.cookie, cookieName), session);
  return {
    remote: false,
    token,
    redeem(given) {
      if (redeemed || !isSame(given, token)) return undefined;
      redeemed = true;
      return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    hasSession,
    isOwnHost,
    isOwnOrigin,
    mayConnect: (headers) => isOwnOrigin(headers) && hasSession(headers),
  };
}
