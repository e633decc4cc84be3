import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Who may look at the dashboard: whoever opened the one-time link, from a page of this very server. */
export interface SessionGate {
  /** To be opened once. */
  readonly token: string;
  /** The cookie for whoever brings the token, the first time; undefined for anyone else and any other time. */
  redeem(token: string): string | undefined;
  hasSession(headers: IncomingHttpHeaders): boolean;
  /** Whether the request names this server by a loopback name: keeps out names that other sites make point here. */
  isOwnHost(headers: IncomingHttpHeaders): boolean;
  /** Whether the page that opened a socket came from this server. */
  isOwnOrigin(headers: IncomingHttpHeaders): boolean;
}

/** Cookies know no ports, so the port is in the name: two dashboards do not sign each other out. */
export function createSessionGate(port: number): SessionGate {
  const token = randomBytes(24).toString('base64url');
  const session = randomBytes(24).toString('base64url');
  const cookieName = `kpoll_dashboard_${port}`;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  let redeemed = false;
  const isOwnHost = (headers: IncomingHttpHeaders) => headers.host !== undefined && hosts.has(headers.host);
  return {
    token,
    redeem(given) {
      if (redeemed || !isSame(given, token)) return undefined;
      redeemed = true;
      return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    hasSession: (headers) => isSame(readCookie(headers.cookie, cookieName), session),
    isOwnHost,
    isOwnOrigin: (headers) => isOwnHost(headers) && headers.origin === `http://${headers.host}`,
  };
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

function readCookie(header: string | undefined, name: string): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
