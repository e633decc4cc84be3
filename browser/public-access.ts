import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { Failure, messageOf } from '../core/domain/failure.ts';
import { isLoopbackHost } from '../main/connection/loopback.ts';
import type { DashboardArguments } from '../main/shell-arguments.ts';

/** How a dashboard is offered to other computers. */
export interface PublicAccess {
  readonly host: string;
  readonly names: readonly string[];
  /** Null only where nobody but this computer can come. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly token: string;
}

const shortestToken = 24;

/**
 * What the arguments and the environment offer, or undefined where they offer nothing. Failure `settings-invalid` that
 * names everything that is missing: beyond this computer there is no dashboard without TLS, token and name.
 */
export async function readPublicAccess(
  given: DashboardArguments,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PublicAccess | undefined> {
  const host = given.host ?? textOf(env['KPOLL_DASHBOARD_HOST']);
  if (host === undefined) return undefined;
  const faults: string[] = [];
  const read = (file: string | undefined, what: string) => readText(file, what, faults);
  const cert = await read(given.tlsCert ?? textOf(env['KPOLL_TLS_CERT']), 'the certificate (--tls-cert)');
  const key = await read(given.tlsKey ?? textOf(env['KPOLL_TLS_KEY']), 'its key (--tls-key)');
  if (cert !== undefined && key !== undefined) faults.push(...tlsFaults(cert, key));
  const fromFile = await read(given.accessTokenFile ?? textOf(env['KPOLL_ACCESS_TOKEN_FILE']), 'the access token (--access-token-file)');
  const token = (fromFile ?? env['KPOLL_ACCESS_TOKEN'] ?? '').trim();
  const names = namesIn(given.name ?? env['KPOLL_DASHBOARD_NAME'], host);
  if (faults.length === 0)
    faults.push(...missing({ isLocal: isLoopbackHost(host), hasTls: cert !== undefined && key !== undefined, token, names }));
  if (faults.length > 0) {
    throw new Failure('settings-invalid', `The dashboard is not offered on ${host}: ${faults.join('; ')}.`);
  }
  return { host, names, token, tls: cert === undefined || key === undefined ? null : { cert, key } };
}

/** Each by itself first: only then is it known which of them is at fault. */
function tlsFaults(cert: string, key: string): string[] {
  const faults = [
    ...faultOf({ cert }, 'the certificate (--tls-cert) cannot be used'),
    ...faultOf({ key }, 'its key (--tls-key) cannot be used'),
  ];
  return faults.length > 0 ? faults : faultOf({ cert, key }, 'the key (--tls-key) does not belong to the certificate (--tls-cert)');
}

function faultOf(parts: { readonly cert?: string; readonly key?: string }, what: string): string[] {
  try {
    createSecureContext(parts);
    return [];
  } catch (error) {
    return [`${what} (${messageOf(error)})`];
  }
}

interface Offered {
  readonly isLocal: boolean;
  readonly hasTls: boolean;
  readonly token: string;
  readonly names: readonly string[];
}

function missing({ isLocal, hasTls, token, names }: Offered): string[] {
  const faults: string[] = [];
  if (!isLocal && !hasTls) faults.push('beyond this computer it needs TLS: give --tls-cert FILE and --tls-key FILE');
  if (token === '') faults.push('it needs an access token: give --access-token-file FILE');
  else if (token.length < shortestToken)
    faults.push(`the access token is too short to be safe: it needs ${shortestToken} characters or more`);
  if (names.length === 0) faults.push('it must know what it is called: give --dashboard-name NAME, as in the address that people open');
  return faults;
}

function namesIn(text: string | undefined, host: string): string[] {
  const named = (text ?? '').split(',').map((name) => name.trim().toLowerCase());
  const given = named.filter((name) => name !== '');
  if (given.length > 0 || ['0.0.0.0', '::'].includes(host)) return given;
  return isLoopbackHost(host) ? [host, 'localhost'] : [host.toLowerCase()];
}

function textOf(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

async function readText(file: string | undefined, what: string, faults: string[]): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    faults.push(`${what} cannot be read (${messageOf(error)})`);
    return undefined;
  }
}
