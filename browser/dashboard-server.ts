import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { ReportJob } from '../core/contract/bridge.ts';
import type { Logger } from '../main/logger.ts';
import { contentSecurityPolicy } from '../main/content-security-policy.ts';
import { createAccessGate } from './access-gate.ts';
import type { DashboardFiles } from './dashboard-files.ts';
import { refuse, refuseGuesser, sendPage, sendReport, sendStatic } from './dashboard-files.ts';
import { enterByForm, sendEnterPage } from './enter-page.ts';
import type { PublicAccess } from './public-access.ts';
import type { Gate } from './session-gate.ts';
import { createSessionGate } from './session-gate.ts';
import type { WrongTokens } from './wrong-tokens.ts';
import { createWrongTokens } from './wrong-tokens.ts';

export interface DashboardServerOptions extends DashboardFiles {
  /** 0 for any free port. */
  readonly port: number;
  readonly findReport: (jobId: string) => ReportJob | undefined;
  /** For other computers; without it, for this computer alone. */
  readonly access?: PublicAccess;
  readonly logger: Logger;
}

/** Serves the interface: on loopback to the browser that opened the one-time link, or to whoever has the access token. */
export interface DashboardServer {
  readonly http: Server;
  readonly gate: Gate;
  readonly wrongTokens: WrongTokens;
  /** To be opened once on this computer; on others, whoever opens it is asked for the token. */
  readonly link: string;
  stop(): Promise<void>;
}

export async function startDashboardServer(options: DashboardServerOptions): Promise<DashboardServer> {
  const { access } = options;
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    serve({ ...options, gate, wrongTokens }, request, response).catch((error: unknown) => {
      // Who hangs up in the middle of asking gets no answer.
      if (request.destroyed && !request.complete) return;
      options.logger.error('a dashboard request failed unexpectedly', { error });
      refuse(response, 500, 'Something went wrong inside Kpoll; the log has the details.');
    });
  };
  const wrongTokens = createWrongTokens(Date.now);
  const tls = access?.tls ?? null;
  const http = tls === null ? createServer(listener) : createSecureServer({ ...tls, minVersion: 'TLSv1.2' }, listener);
  const port = await listen(http, options.port, access?.host ?? '127.0.0.1');
  const { gate, link } = access === undefined ? openForMe(port) : openForOthers(port, access);
  return {
    http,
    gate,
    wrongTokens,
    link,
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

function openForMe(port: number): Pick<DashboardServer, 'gate' | 'link'> {
  const gate = createSessionGate(port);
  return { gate, link: `http://127.0.0.1:${port}/?token=${gate.token}` };
}

function openForOthers(port: number, { names, token, tls }: PublicAccess): Pick<DashboardServer, 'gate' | 'link'> {
  const secure = tls !== null;
  const gate = createAccessGate({ port, names, token, secure, clock: Date.now });
  return { gate, link: `${secure ? 'https' : 'http'}://${names[0] ?? ''}:${port}/` };
}

function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      const address = http.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

type Serving = DashboardServerOptions & Pick<DashboardServer, 'gate' | 'wrongTokens'>;

async function serve(options: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { gate } = options;
  setSecurityHeaders(response);
  if (!gate.isOwnHost(request.headers)) {
    refuse(response, 403, 'This address does not belong to Kpoll.');
    return;
  }
  const address = request.url ?? '/';
  if (!URL.canParse(address, 'http://dashboard')) {
    refuse(response, 400, 'This address cannot be read.');
    return;
  }
  const url = new URL(address, 'http://dashboard');
  if (gate.remote && request.method === 'POST' && url.pathname === '/enter') return enterByForm(options, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Only reading is possible here.');
    return;
  }
  const token = url.searchParams.get('token');
  if (url.pathname === '/' && token !== null) {
    enter(options, request, response, token);
    return;
  }
  if (!gate.hasSession(request.headers)) {
    const isGuessing = gate.remote && request.headers.authorization !== undefined;
    refuseComer(options, request, response, isGuessing);
    return;
  }
  if (url.pathname === '/') return sendPage(options, response);
  const [, jobId] = /^\/reports\/([\w-]+)$/.exec(url.pathname) ?? [];
  if (jobId !== undefined) return sendReport(options.findReport(jobId), response);
  return sendStatic(options, url.pathname, response);
}

const noSession =
  'This dashboard belongs to whoever started it. Open the link that Kpoll printed when it started; it works once. If it was used already, start Kpoll again for a new one.';

function refuseComer({ gate, wrongTokens }: Serving, request: IncomingMessage, response: ServerResponse, isGuessing: boolean): void {
  if (isGuessing && wrongTokens.isTooMany(request.socket.remoteAddress)) refuseGuesser(response);
  else if (gate.remote) sendEnterPage(response, 'This dashboard is for those who have its access token.');
  else refuse(response, 403, noSession);
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', contentSecurityPolicy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
}

function enter(serving: Serving, request: IncomingMessage, response: ServerResponse, token: string): void {
  const cookie = serving.gate.redeem(token);
  if (cookie === undefined && !serving.gate.hasSession(request.headers)) {
    refuseComer(serving, request, response, true);
    return;
  }
  response.writeHead(303, { location: '/', 'cache-control': 'no-store', ...(cookie === undefined ? {} : { 'set-cookie': cookie }) });
  response.end();
}
