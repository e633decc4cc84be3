import { createReadStream } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { basename } from 'node:path';
import type { ReportJob } from '../core/contract/bridge.ts';
import type { Logger } from '../main/logger.ts';
import { contentSecurityPolicy } from '../main/content-security-policy.ts';
import { createAccessGate } from './access-gate.ts';
import { enterByForm, sendEnterPage } from './enter-page.ts';
import type { PublicAccess } from './public-access.ts';
import type { Gate } from './session-gate.ts';
import { createSessionGate } from './session-gate.ts';
import { readStaticFile } from './static-files.ts';

export interface DashboardServerOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly rendererFolder: string;
  readonly clientScript: string;
  readonly findReport: (jobId: string) => ReportJob | undefined;
  /** For other computers; without it, for this computer alone. */
  readonly access?: PublicAccess;
  readonly logger: Logger;
}

/** Serves the interface: on loopback to the browser that opened the one-time link, or to whoever has the access token. */
export interface DashboardServer {
  readonly http: Server;
  readonly gate: Gate;
  /** To be opened once on this computer; on others, whoever opens it is asked for the token. */
  readonly link: string;
  stop(): Promise<void>;
}

export async function startDashboardServer(options: DashboardServerOptions): Promise<DashboardServer> {
  const { access } = options;
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    serve(options, gate, request, response).catch((error: unknown) => {
      options.logger.error('a dashboard request failed unexpectedly', { error });
      refuse(response, 500, 'Something went wrong inside Kpoll; the log has the details.');
    });
  };
  const tls = access?.tls ?? null;
  const http = tls === null ? createServer(listener) : createSecureServer({ ...tls, minVersion: 'TLSv1.2' }, listener);
  const port = await listen(http, options.port, access?.host ?? '127.0.0.1');
  const { gate, link } = access === undefined ? openForMe(port) : openForOthers(port, access);
  return {
    http,
    gate,
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

async function serve(options: DashboardServerOptions, gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setSecurityHeaders(response);
  if (!gate.isOwnHost(request.headers)) {
    refuse(response, 403, 'This address does not belong to Kpoll.');
    return;
  }
  const url = new URL(request.url ?? '/', 'http://dashboard');
  if (gate.remote && request.method === 'POST' && url.pathname === '/enter') return enterByForm(gate, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Only reading is possible here.');
    return;
  }
  const token = url.searchParams.get('token');
  if (url.pathname === '/' && token !== null) {
    enter(gate, request, response, token);
    return;
  }
  if (!gate.hasSession(request.headers)) {
    refuseStranger(gate, response);
    return;
  }
  if (url.pathname === '/') return sendPage(options, response);
  const [, jobId] = /^\/reports\/([\w-]+)$/.exec(url.pathname) ?? [];
  if (jobId !== undefined) return sendReport(options.findReport(jobId), response);
  return sendStatic(options, url.pathname, response);
}

const noSession =
  'This dashboard belongs to whoever started it. Open the link that Kpoll printed when it started; it works once. If it was used already, start Kpoll again for a new one.';

function refuseStranger(gate: Gate, response: ServerResponse): void {
  if (gate.remote) sendEnterPage(response, 'This dashboard is for those who have its access token.');
  else refuse(response, 403, noSession);
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', contentSecurityPolicy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
}

function enter(gate: Gate, request: IncomingMessage, response: ServerResponse, token: string): void {
  const cookie = gate.redeem(token);
  if (cookie === undefined && !gate.hasSession(request.headers)) {
    refuseStranger(gate, response);
    return;
  }
  response.writeHead(303, { location: '/', 'cache-control': 'no-store', ...(cookie === undefined ? {} : { 'set-cookie': cookie }) });
  response.end();
}

/** The page is the same in every shell; here it is given its bridge by a script of its own. */
async function sendPage({ rendererFolder }: DashboardServerOptions, response: ServerResponse): Promise<void> {
  const page = await readStaticFile(rendererFolder, '/index.html');
  if (page === undefined) {
    refuse(response, 500, 'The interface was not built. Run "npm run build", then reload.');
    return;
  }
  const html = page.body.toString('utf8').replace('</title>', '</title><script src="/bridge-client.js"></script>');
  response.writeHead(200, { 'content-type': page.type, 'cache-control': 'no-store' });
  response.end(html);
}

async function sendStatic({ rendererFolder, clientScript }: DashboardServerOptions, path: string, response: ServerResponse): Promise<void> {
  const file = path === '/bridge-client.js' ? await readClientScript(clientScript) : await readStaticFile(rendererFolder, path);
  if (file === undefined) {
    refuse(response, 404, 'There is nothing here.');
    return;
  }
  const cacheControl = file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'content-type': file.type, 'cache-control': cacheControl });
  response.end(file.body);
}

function readClientScript(file: string) {
  const name = basename(file);
  return readStaticFile(file.slice(0, -name.length - 1), `/${name}`);
}

async function sendReport(job: ReportJob | undefined, response: ServerResponse): Promise<void> {
  if (job?.state !== 'done' || job.file === null) {
    refuse(response, 404, 'There is no finished report here.');
    return;
  }
  const name = basename(job.file);
  const stream = createReadStream(job.file);
  stream.once('error', () => refuse(response, 404, 'The report is no longer there. Make it again.'));
  stream.once('open', () => {
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="report.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
    stream.pipe(response);
  });
  response.once('close', () => stream.destroy());
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}
